//! Declared commands: names, options, help.

/// Command, or step of one.
#[derive(Debug)]
pub(crate) struct Spec {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) options: &'static [Opt],
    /// Names of the operands.
    pub(crate) operands: &'static [&'static str],
    /// Steps that may follow the command. The command's own options apply to each.
    pub(crate) steps: &'static [Self],
}

/// Option: `--name`, or `--name VALUE`.
#[derive(Debug)]
pub(crate) struct Opt {
    pub(crate) name: &'static str,
    pub(crate) value: Option<&'static str>,
    pub(crate) about: &'static str,
    pub(crate) required: bool,
    /// True if only programs use it.
    pub(crate) hidden: bool,
}

impl Opt {
    const fn flag(name: &'static str, about: &'static str) -> Self {
        Self { name, value: None, about, required: false, hidden: false }
    }

    const fn value(name: &'static str, value: &'static str, about: &'static str) -> Self {
        Self { name, value: Some(value), about, required: false, hidden: false }
    }

    const fn required(self) -> Self {
        Self { required: true, ..self }
    }

    const fn hidden(self) -> Self {
        Self { hidden: true, ..self }
    }
}

/// Demo users of a `dev`.
pub const USERS: [&str; 5] = ["partner", "otherPartner", "admin", "secondAdmin", "customerUser"];

const PORT: Opt = Opt::value(
    "port",
    "PORT",
    "Where the API listens; the local AWS and the functions take the five ports after it [default: 9000]",
);
const DATA: Opt =
    Opt::value("data", "FOLDER", "Where the data are kept over a restart [default: .local in the project's folder]");
const DATA_OF_DEV: Opt =
    Opt::value("data", "FOLDER", "Data folder of a running `dev` [default: .local in the project's folder]");
const STACK: Opt = Opt::value("stack", "NAME", "Stack of a deployment; AWS_REGION and the AWS_ credentials lead to it");

const fn plain(name: &'static str, about: &'static str, options: &'static [Opt]) -> Spec {
    Spec { name, about, options, operands: &[], steps: &[] }
}

/// All commands.
pub(crate) const COMMANDS: Spec = Spec {
    name: "cargo xtask",
    about: "Runs, checks and operates the platform",
    options: &[],
    operands: &[],
    steps: &[
        plain(
            "dev",
            "Runs the whole system on this machine until Ctrl-C",
            &[
                PORT,
                DATA,
                Opt::flag("no-reload", "Leave the functions running when a source file changes"),
                Opt::flag(
                    "no-throttling",
                    "Pass on as many requests a second as come, instead of as many as the template says",
                ),
                Opt::flag("until-stdin-closes", "Stop when standard input ends").hidden(),
            ],
        ),
        plain("test", "Runs every test there is", &[]),
        plain("lint", "Checks format, lints, documentation, dependencies and the template", &[]),
        plain("doctor", "Says what is missing on this machine, and the command that brings it", &[PORT, DATA]),
        plain(
            "gen",
            "Writes what is derived from the list of routes",
            &[Opt::flag("check", "Only compare, and fail if a file is stale")],
        ),
        plain(
            "grants",
            "Takes each statement of the functions' policies away in turn; fails if a route does not miss it",
            &[],
        ),
        plain(
            "bench",
            "Measures, and compares with what the numbers must be",
            &[
                Opt::flag("quick", "Fewer rounds: under a minute"),
                Opt::value("only", "ID", "Only this figure or group of figures, such as P1 or P1-2048"),
                Opt::value(
                    "names",
                    "FILE",
                    "Labelled name pairs (schema, name1, name2, is_match, case_group) for measuring screening",
                ),
            ],
        ),
        plain(
            "token",
            "Prints an access token of a demo user of a running `dev`",
            &[
                Opt::value("as", "USER", "partner, otherPartner, admin, secondAdmin or customerUser").required(),
                DATA_OF_DEV,
            ],
        ),
        Spec {
            name: "hmac-key",
            about: "Introduces another KMS key to hash new API keys with",
            options: &[STACK, DATA_OF_DEV],
            operands: &[],
            steps: &[
                plain(
                    "create",
                    "Makes a KMS key and prints its ARN",
                    &[Opt::value("like", "KEY", "Gives it the policy of this KMS key")],
                ),
                Spec {
                    name: "use",
                    about: "Has new API keys hashed with a KMS key from now on",
                    options: &[Opt::value(
                        "by",
                        "USER_ID",
                        "User id of the Nuvera admin who does so, for the audit history",
                    )
                    .required()],
                    operands: &["ARN"],
                    steps: &[],
                },
            ],
        },
        plain(
            "admin",
            "Makes a person a Nuvera admin",
            &[
                Opt::value("user", "USER_ID", "User id: the `sub` of the sign-in service").required(),
                Opt::value("email", "ADDRESS", "E-mail address").required(),
                STACK,
                DATA_OF_DEV,
            ],
        ),
    ],
};
