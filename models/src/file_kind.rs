/// The kinds of file a service has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FileKind {
    /// `service-2.json`: operations and shapes.
    Service,
    /// `waiters-2.json`.
    Waiters,
    /// `paginators-1.json`.
    Paginators,
    /// `resources-1.json`, boto3's.
    Resources,
    /// `endpoint-rule-set-1.json`.
    EndpointRules,
}

impl FileKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Service,
        Self::Waiters,
        Self::Paginators,
        Self::Resources,
        Self::EndpointRules,
    ];

    /// The pointers of the sections at its top that have entries.
    pub const fn sections(self) -> &'static [&'static str] {
        match self {
            Self::Service => &["/operations", "/shapes"],
            Self::Waiters => &["/waiters"],
            Self::Paginators => &["/pagination"],
            Self::Resources => &["/resources", "/service"],
            Self::EndpointRules => &["/parameters", "/rules"],
        }
    }

    /// The kind of file that has a section at its top, by the section's pointer.
    pub fn of_section(pointer: &str) -> Option<Self> {
        let mut kinds = Self::ALL.into_iter();
        kinds.find(|kind| kind.sections().contains(&pointer))
    }

    /// The file's name without `.json` or `.json.gz`.
    pub const fn stem(self) -> &'static str {
        match self {
            Self::Service => "service-2",
            Self::Waiters => "waiters-2",
            Self::Paginators => "paginators-1",
            Self::Resources => "resources-1",
            Self::EndpointRules => "endpoint-rule-set-1",
        }
    }
}
