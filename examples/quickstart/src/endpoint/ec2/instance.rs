//! An instance, its states, and how long it takes between them.

use crate::endpoint::xml::Xml;

/// How often an instance is reported on its way to a state before it is there.
pub(super) const POLLS_ON_THE_WAY: u32 = 3;

/// Every instance seems to come from the same moment, so that answers are the same in every run.
const LAUNCH_TIME: &str = "2026-01-01T00:00:00.000Z";

pub(super) struct Instance {
    id: String,
    image: String,
    kind: String,
    state: State,
    /// How often it will still be reported in a state that it passes through.
    polls: u32,
}

impl Instance {
    /// An instance that was just launched.
    pub(super) fn launched(id: String, image: &str, kind: &str) -> Self {
        Self {
            id,
            image: image.to_owned(),
            kind: kind.to_owned(),
            state: State::Pending,
            polls: POLLS_ON_THE_WAY,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn state(&self) -> State {
        self.state
    }

    /// Starts towards another state.
    pub(super) fn enter(&mut self, state: State) {
        if state != self.state {
            self.state = state;
            self.polls = POLLS_ON_THE_WAY;
        }
    }

    /// Comes one report nearer to its target state.
    pub(super) fn pass_poll(&mut self) {
        self.polls = self.polls.saturating_sub(1);
        if self.polls == 0 {
            self.state = self.state.destination();
        }
    }

    pub(super) fn write(&self, xml: &mut Xml) {
        xml.element("item", |xml| {
            xml.text("instanceId", &self.id);
            xml.text("imageId", &self.image);
            write_state(xml, "instanceState", self.state);
            xml.text("instanceType", &self.kind);
            xml.text("launchTime", LAUNCH_TIME);
            xml.element("monitoring", |xml| xml.text("state", "disabled"));
        });
    }
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum State {
    Pending,
    Running,
    ShuttingDown,
    Terminated,
    Stopping,
    Stopped,
}

impl State {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Pending => 0,
            Self::Running => 16,
            Self::ShuttingDown => 32,
            Self::Terminated => 48,
            Self::Stopping => 64,
            Self::Stopped => 80,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Running => "running",
            Self::ShuttingDown => "shutting-down",
            Self::Terminated => "terminated",
            Self::Stopping => "stopping",
            Self::Stopped => "stopped",
        }
    }

    /// The state that follows by itself.
    fn destination(self) -> Self {
        match self {
            Self::Pending | Self::Running => Self::Running,
            Self::ShuttingDown | Self::Terminated => Self::Terminated,
            Self::Stopping | Self::Stopped => Self::Stopped,
        }
    }

    /// The state after the user asked for `change`, or `None` if the change is not possible from here.
    pub(super) fn after(self, change: Change) -> Option<Self> {
        match (change, self) {
            (Change::Start, Self::Stopped) => Some(Self::Pending),
            (Change::Start, Self::Pending | Self::Running) => Some(self),
            (Change::Stop, Self::Running) => Some(Self::Stopping),
            (Change::Stop, Self::Stopping | Self::Stopped) => Some(self),
            (Change::Terminate, Self::Terminated) => Some(self),
            (Change::Terminate, _) => Some(Self::ShuttingDown),
            (Change::Start | Change::Stop, _) => None,
        }
    }
}

/// What a user may ask of an instance.
#[derive(Clone, Copy)]
pub(super) enum Change {
    Start,
    Stop,
    Terminate,
}

/// Writes a state as EC2 does, by number and by name.
pub(super) fn write_state(xml: &mut Xml, element: &str, state: State) {
    xml.element(element, |xml| {
        xml.text("code", state.code());
        xml.text("name", state.name());
    });
}
