//! Command-line parser for the declared commands.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::spec::{COMMANDS, Opt, Spec};

/// Reason for not executing a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Stop {
    /// Requested help text.
    Help(String),
    /// Error in the command line, with its remedy.
    Wrong(String),
}

/// Parsed command line whose values are taken one by one.
#[derive(Debug)]
pub(crate) struct Line {
    specs: Vec<&'static Spec>,
    /// Values by option name; a flag has none.
    options: BTreeMap<&'static str, Option<OsString>>,
    operands: Vec<OsString>,
}

impl Line {
    pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, Stop> {
        let mut line = Self { specs: vec![&COMMANDS], options: BTreeMap::new(), operands: Vec::new() };
        let mut arguments = arguments.into_iter().peekable();
        if arguments.peek().is_none() {
            return Err(Stop::Wrong(format!("which command?\n\n{}", line.help())));
        }
        let mut help = false;
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("-h" | "--help") => help = true,
                Some("help") if line.specs.len() == 1 => help = true,
                Some(option) if option.starts_with("--") => {
                    let option = option.trim_start_matches("--");
                    let (name, value) =
                        option.split_once('=').map_or((option, None), |(name, value)| (name, Some(value.into())));
                    line.option(name, value, &mut arguments)?;
                }
                Some(option) if option.starts_with('-') => {
                    return Err(line.wrong(&format!("{} has no option {option}", line.name())));
                }
                _ => line.word(argument)?,
            }
        }
        if help {
            return Err(Stop::Help(line.help()));
        }
        if !line.spec().steps.is_empty() {
            let steps: Vec<_> = line.spec().steps.iter().map(|step| step.name).collect();
            return Err(line.wrong(&format!("{} is followed by one of {}", line.name(), steps.join(", "))));
        }
        Ok(line)
    }

    fn option(
        &mut self,
        name: &str,
        value: Option<OsString>,
        more: &mut impl Iterator<Item = OsString>,
    ) -> Result<(), Stop> {
        let Some(option) = self.known().into_iter().find(|option| option.name == name) else {
            return Err(self.wrong(&format!("{} has no option --{name}", self.name())));
        };
        let value = match (option.value, value) {
            (None, Some(_)) => return Err(self.wrong(&format!("--{name} takes no value"))),
            (None, None) => None,
            (Some(_), Some(value)) => Some(value),
            (Some(kind), None) => {
                Some(more.next().ok_or_else(|| self.wrong(&format!("--{name} needs a value: --{name} {kind}")))?)
            }
        };
        if self.options.insert(option.name, value).is_some() {
            return Err(self.wrong(&format!("--{name} is given twice")));
        }
        Ok(())
    }

    fn word(&mut self, word: OsString) -> Result<(), Stop> {
        let spec = self.spec();
        if let Some(step) = spec.steps.iter().find(|step| word == *step.name) {
            self.specs.push(step);
            return Ok(());
        }
        if !spec.steps.is_empty() {
            let steps: Vec<_> = spec.steps.iter().map(|step| step.name).collect();
            let word = word.display();
            return Err(self.wrong(&format!("{} has no command {word}, but {}", self.name(), steps.join(", "))));
        }
        if self.operands.len() == spec.operands.len() {
            return Err(self.wrong(&format!("{} does not take {}", self.name(), word.display())));
        }
        self.operands.push(word);
        Ok(())
    }

    fn spec(&self) -> &'static Spec {
        self.specs.last().unwrap_or(&&COMMANDS)
    }

    fn known(&self) -> Vec<&'static Opt> {
        self.specs.iter().flat_map(|spec| spec.options).collect()
    }

    /// Returns the names of the command and its step.
    pub(crate) fn path(&self) -> Vec<&'static str> {
        self.specs.iter().skip(1).map(|spec| spec.name).collect()
    }

    fn name(&self) -> String {
        self.specs.iter().map(|spec| spec.name).collect::<Vec<_>>().join(" ")
    }

    /// Returns an error with the usage and the command for help.
    pub(crate) fn wrong(&self, what: &str) -> Stop {
        Stop::Wrong(format!("{what}\n\nUsage: {}\nFor more, `{} --help`", self.usage(), self.name()))
    }

    pub(crate) fn flag(&mut self, name: &str) -> bool {
        self.options.remove(name).is_some()
    }

    fn value(&mut self, name: &str) -> Option<OsString> {
        self.options.remove(name).flatten()
    }

    pub(crate) fn path_of(&mut self, name: &str) -> Option<PathBuf> {
        self.value(name).map(PathBuf::from)
    }

    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Stop> {
        let Some(value) = self.value(name) else { return Ok(None) };
        value.into_string().map(Some).map_err(|value| self.wrong(&format!("--{name} {}: not UTF-8", value.display())))
    }

    pub(crate) fn required(&mut self, name: &str) -> Result<String, Stop> {
        self.text(name)?.ok_or_else(|| self.wrong(&format!("--{name} is missing")))
    }

    pub(crate) fn one_of(&mut self, name: &str, allowed: &[&str]) -> Result<String, Stop> {
        let value = self.required(name)?;
        if allowed.contains(&value.as_str()) {
            return Ok(value);
        }
        Err(self.wrong(&format!("--{name} must be one of {}, not {value}", allowed.join(", "))))
    }

    pub(crate) fn port(&mut self, name: &str, last: u16) -> Result<Option<u16>, Stop> {
        let Some(value) = self.text(name)? else { return Ok(None) };
        let port = value.parse().ok().filter(|port| (1..=last).contains(port));
        port.map(Some).ok_or_else(|| self.wrong(&format!("--{name} must be in 1..={last}, not {value}")))
    }

    /// Takes the next operand.
    pub(crate) fn operand(&mut self, name: &str) -> Result<String, Stop> {
        if self.operands.is_empty() {
            return Err(self.wrong(&format!("{name} is missing")));
        }
        let operand = self.operands.remove(0);
        operand.into_string().map_err(|operand| self.wrong(&format!("{}: not UTF-8", operand.display())))
    }

    fn usage(&self) -> String {
        let mut usage = self.name();
        if !self.spec().steps.is_empty() {
            usage.push_str(" <COMMAND>");
        }
        for operand in self.spec().operands {
            usage.push_str(&format!(" <{operand}>"));
        }
        for option in self.known().into_iter().filter(|option| !option.hidden) {
            let written = written(option);
            usage.push_str(&if option.required { format!(" {written}") } else { format!(" [{written}]") });
        }
        usage
    }

    /// Returns the help of the command parsed so far.
    fn help(&self) -> String {
        let mut text = format!("{}\n\nUsage: {}\n", self.spec().about, self.usage());
        let mut table = |title: &str, rows: Vec<(String, &str)>| {
            let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
            if !rows.is_empty() {
                text.push_str(&format!("\n{title}:\n"));
            }
            for (name, about) in rows {
                text.push_str(&format!("  {name:<width$}  {about}\n"));
            }
        };
        table("Commands", self.spec().steps.iter().map(|step| (step.name.to_owned(), step.about)).collect());
        let shown = self.known().into_iter().filter(|option| !option.hidden);
        let help = ("-h, --help".to_owned(), "Prints this");
        table("Options", shown.map(|option| (written(option), option.about)).chain([help]).collect());
        text.trim_end().to_owned()
    }
}

fn written(option: &Opt) -> String {
    option.value.map_or_else(|| format!("--{}", option.name), |value| format!("--{} <{value}>", option.name))
}
