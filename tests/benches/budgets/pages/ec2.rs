//! DescribeInstances.

use super::{Page, digits};

const ROOT: &str = "DescribeInstancesResponse";

/// A page of instances, one to a reservation, each with an interface, two volumes and five tags.
pub(crate) fn instances(count: usize) -> Page {
    let mut page = Writer {
        text: String::new(),
        depth: 0,
        values: 0,
    };
    page.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    page.line(&format!(
        "<{ROOT} xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"
    ));
    page.depth = 1;
    // No member of the output: it is read from the page on its own.
    page.line("<requestId>8f7724cf-496f-496e-8fe3-example</requestId>");
    page.within("reservationSet", |page| {
        for seed in 0..count {
            page.within("item", |page| reservation(page, seed));
        }
    });
    page.leaf("nextToken", &digits(count, 64));
    page.depth = 0;
    page.line(&format!("</{ROOT}>"));
    Page {
        body: page.text.into_bytes(),
        values: page.values,
    }
}

/// Text with an element to a line, four spaces for each it stands in.
struct Writer {
    text: String,
    depth: usize,
    values: usize,
}

impl Writer {
    fn line(&mut self, text: &str) {
        self.text.extend(std::iter::repeat_n("    ", self.depth));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn within(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.line(&format!("<{name}>"));
        self.depth += 1;
        content(self);
        self.depth -= 1;
        self.line(&format!("</{name}>"));
    }

    fn leaf(&mut self, name: &str, text: &str) {
        self.values += 1;
        self.line(&format!("<{name}>{text}</{name}>"));
    }

    fn leaves(&mut self, leaves: &[(&str, &str)]) {
        for (name, text) in leaves {
            self.leaf(name, text);
        }
    }

    /// Text that is there and empty.
    fn blank(&mut self, name: &str) {
        self.values += 1;
        self.empty(name);
    }

    /// A list without items.
    fn empty(&mut self, name: &str) {
        self.line(&format!("<{name}/>"));
    }
}

fn reservation(page: &mut Writer, seed: usize) {
    page.leaf("reservationId", &format!("r-{}", digits(seed, 17)));
    page.leaf("ownerId", "111122223333");
    page.empty("groupSet");
    page.within("instancesSet", |page| {
        page.within("item", |page| instance(page, seed))
    });
}

fn instance(page: &mut Writer, seed: usize) {
    let id = digits(seed, 17);
    let address = format!("10.0.{}.{}", seed / 250, seed % 250 + 4);
    let name = format!(
        "ip-{}.eu-west-1.compute.internal",
        address.replace('.', "-")
    );
    let public = format!("52.17.{}.{}", seed / 250, seed % 250 + 4);
    let public_name = format!(
        "ec2-{}.eu-west-1.compute.amazonaws.com",
        public.replace('.', "-")
    );
    page.leaf("instanceId", &format!("i-{id}"));
    page.leaf("imageId", "ami-0bff712af642c77c9");
    page.within("instanceState", |page| {
        page.leaves(&[("code", "16"), ("name", "running")])
    });
    page.leaves(&[("privateDnsName", &name), ("dnsName", &public_name)]);
    page.blank("reason");
    page.leaves(&[("keyName", "operations-2024"), ("amiLaunchIndex", "0")]);
    page.empty("productCodes");
    page.leaves(&[
        ("instanceType", "m6i.2xlarge"),
        ("launchTime", "2024-11-18T12:45:33.000Z"),
    ]);
    page.within("placement", |page| {
        page.leaf("availabilityZone", "eu-west-1b");
        page.blank("groupName");
        page.leaf("tenancy", "default");
    });
    page.within("monitoring", |page| page.leaf("state", "enabled"));
    page.leaves(&[
        ("subnetId", "subnet-0f5c4e4d1f8a1b2c3"),
        ("vpcId", "vpc-08b1e9c2d3a4f5061"),
        ("privateIpAddress", &address),
        ("ipAddress", &public),
        ("sourceDestCheck", "true"),
    ]);
    groups(page);
    page.leaves(&[
        ("architecture", "x86_64"),
        ("rootDeviceType", "ebs"),
        ("rootDeviceName", "/dev/xvda"),
    ]);
    page.within("blockDeviceMapping", |page| {
        for device in ["/dev/xvda", "/dev/sdf"] {
            page.within("item", |page| {
                page.leaf("deviceName", device);
                page.within("ebs", |page| {
                    page.leaf(
                        "volumeId",
                        &format!("vol-{}", digits(seed + device.len(), 17)),
                    );
                    page.leaves(&[
                        ("status", "attached"),
                        ("attachTime", "2024-11-18T12:45:34.000Z"),
                        ("deleteOnTermination", "true"),
                    ]);
                });
            });
        }
    });
    page.leaf("virtualizationType", "hvm");
    page.leaf("clientToken", &format!("fleet-{}-0-0", digits(seed, 32)));
    tags(page, seed);
    page.leaf("hypervisor", "xen");
    page.within("networkInterfaceSet", |page| {
        page.within("item", |page| {
            interface(page, seed, (&address, &name), (&public, &public_name))
        });
    });
    page.within("iamInstanceProfile", |page| {
        page.leaf(
            "arn",
            "arn:aws:iam::111122223333:instance-profile/web-server",
        );
        page.leaf("id", "AIPAEXAMPLEEXAMPLEEX");
    });
    page.leaves(&[("ebsOptimized", "true"), ("enaSupport", "true")]);
    page.within("cpuOptions", |page| {
        page.leaves(&[("coreCount", "4"), ("threadsPerCore", "2")])
    });
    page.within("capacityReservationSpecification", |page| {
        page.leaf("capacityReservationPreference", "open")
    });
    page.within("hibernationOptions", |page| {
        page.leaf("configured", "false")
    });
    page.within("enclaveOptions", |page| page.leaf("enabled", "false"));
    page.within("metadataOptions", |page| {
        page.leaves(&[
            ("state", "applied"),
            ("httpTokens", "required"),
            ("httpPutResponseHopLimit", "2"),
            ("httpEndpoint", "enabled"),
            ("httpProtocolIpv6", "disabled"),
            ("instanceMetadataTags", "disabled"),
        ]);
    });
    page.within("maintenanceOptions", |page| {
        page.leaf("autoRecovery", "default")
    });
    page.leaves(&[
        ("currentInstanceBootMode", "legacy-bios"),
        ("platformDetails", "Linux/UNIX"),
        ("usageOperation", "RunInstances"),
        ("usageOperationUpdateTime", "2024-11-18T12:45:33.000Z"),
    ]);
    page.within("privateDnsNameOptions", |page| {
        page.leaves(&[
            ("hostnameType", "ip-name"),
            ("enableResourceNameDnsARecord", "false"),
            ("enableResourceNameDnsAAAARecord", "false"),
        ]);
    });
}

fn groups(page: &mut Writer) {
    page.within("groupSet", |page| {
        page.within("item", |page| {
            page.leaves(&[
                ("groupId", "sg-0d1c2b3a4f5e6d7c8"),
                ("groupName", "web &amp; workers"),
            ]);
        });
    });
}

fn tags(page: &mut Writer, seed: usize) {
    page.within("tagSet", |page| {
        for (key, value) in [
            ("Name", format!("web-{seed:04}")),
            ("aws:autoscaling:groupName", "web-blue".to_owned()),
            ("aws:ec2launchtemplate:version", "17".to_owned()),
            ("environment", "production".to_owned()),
            ("owner", "platform-team@example.com".to_owned()),
        ] {
            page.within("item", |page| {
                page.leaves(&[("key", key), ("value", &value)])
            });
        }
    });
}

fn interface(page: &mut Writer, seed: usize, private: (&str, &str), public: (&str, &str)) {
    let association = |page: &mut Writer| {
        page.within("association", |page| {
            page.leaves(&[
                ("publicIp", public.0),
                ("publicDnsName", public.1),
                ("ipOwnerId", "amazon"),
            ]);
        });
    };
    page.leaf("networkInterfaceId", &format!("eni-{}", digits(seed, 17)));
    page.leaves(&[
        ("subnetId", "subnet-0f5c4e4d1f8a1b2c3"),
        ("vpcId", "vpc-08b1e9c2d3a4f5061"),
    ]);
    page.blank("description");
    page.leaves(&[
        ("ownerId", "111122223333"),
        ("status", "in-use"),
        ("macAddress", "02:dd:2c:5e:01:69"),
        ("privateIpAddress", private.0),
        ("privateDnsName", private.1),
        ("sourceDestCheck", "true"),
    ]);
    groups(page);
    page.within("attachment", |page| {
        page.leaf("attachmentId", &format!("eni-attach-{}", digits(seed, 17)));
        page.leaves(&[
            ("deviceIndex", "0"),
            ("status", "attached"),
            ("attachTime", "2024-11-18T12:45:33.000Z"),
            ("deleteOnTermination", "true"),
            ("networkCardIndex", "0"),
        ]);
    });
    association(page);
    page.within("privateIpAddressesSet", |page| {
        page.within("item", |page| {
            page.leaves(&[
                ("privateIpAddress", private.0),
                ("privateDnsName", private.1),
                ("primary", "true"),
            ]);
            association(page);
        });
    });
    page.empty("ipv6AddressesSet");
    page.leaf("interfaceType", "interface");
    page.within("operator", |page| page.leaf("managed", "false"));
}
