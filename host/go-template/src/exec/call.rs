//! Calls of functions and methods.

use super::eval::{Args, Places};
use super::{Result, State};
use crate::ast::Place;
use crate::error::Error;
use crate::functions::{Body, Failure, Function};
use crate::value::Value;

/// How many lists and maps may be inside each other: printing and dropping them recurses.
pub(super) const VALUE_DEPTH: usize = 64;

impl<'a> State<'a> {
    /// Calls a function. A method gets its receiver first.
    pub(super) fn call<P: Place>(
        &mut self,
        dot: &Value,
        name: &str,
        function: Function,
        (word, whole): Places<'a, '_, P>,
        receiver: Option<Value>,
        args: Args<'a>,
    ) -> Result<Value> {
        self.arity(name, function, word, receiver.is_some(), &args)?;
        self.deeper(word)?;
        let value = match function.body {
            Body::And => self.short_circuit(dot, false, args),
            Body::Or => self.short_circuit(dot, true, args),
            Body::Plain(body) | Body::Changing(body) => {
                let values = self.arguments(dot, function, word, receiver, args)?;
                let called = self.read(&values).and_then(|()| body(&mut self.budget, &values));
                let called = called.and_then(|value| self.charged(value));
                if let (Body::Changing(_), Ok(Value::Map(new)), [Value::Map(old), ..]) =
                    (function.body, &called, values.as_slice())
                {
                    self.changes.note(old, new);
                }
                called.map_err(|failure| self.failed(name, word, whole, failure))
            }
        }?;
        self.depth += 1;
        Ok(value)
    }

    fn arity<P: Place>(
        &self,
        name: &str,
        function: Function,
        place: &P,
        method: bool,
        (args, piped): &Args<'a>,
    ) -> Result<()> {
        let wanted = function.params.len() - usize::from(method);
        let got = args.len() + usize::from(piped.is_some());
        match function.rest {
            Some(_) if got < wanted => {
                let got = args.len();
                Err(self.error(
                    place,
                    format!("wrong number of args for {name}: want at least {wanted} got {got}"),
                ))
            }
            None if got != wanted => {
                Err(self.error(place, format!("wrong number of args for {name}: want {wanted} got {got}")))
            }
            _ => Ok(()),
        }
    }

    /// `and` and `or`: the first argument that decides, or the last; the others are not evaluated.
    fn short_circuit(&mut self, dot: &Value, decides: bool, (args, piped): Args<'a>) -> Result<Value> {
        let mut value = Value::Nil;
        for arg in args {
            value = self.argument(dot, crate::functions::Type::Any, arg)?;
            if value.truth() == decides {
                return Ok(value);
            }
        }
        Ok(piped.unwrap_or(value))
    }

    fn arguments<P: Place>(
        &mut self,
        dot: &Value,
        function: Function,
        place: &P,
        receiver: Option<Value>,
        (args, piped): Args<'a>,
    ) -> Result<Vec<Value>> {
        let mut values = Vec::with_capacity(args.len() + 2);
        values.extend(receiver);
        for arg in args {
            let value = self.argument(dot, function.param(values.len()), arg)?;
            values.push(value);
        }
        if let Some(value) = piped {
            values.push(self.checked(function.param(values.len()), value, place)?);
        }
        Ok(values)
    }

    /// Counts the text that a function is going to read.
    fn read(&mut self, values: &[Value]) -> Result<(), Failure> {
        let len = |value: &Value| if let Value::Text(text) = value { text.len() } else { 0 };
        values.iter().try_for_each(|value| self.budget.charge(len(value)))
    }

    /// Counts what a function made.
    fn charged(&mut self, value: Value) -> Result<Value, Failure> {
        self.budget.charge(value.cost())?;
        if value.depth() > VALUE_DEPTH { Err(Failure::Deep) } else { Ok(value) }
    }

    fn failed<P: Place, W: Place>(&self, name: &str, word: &W, whole: &P, failure: Failure) -> Error {
        match failure {
            Failure::Full => self.limit(word, format!("{name} would make more text than the limit allows")),
            Failure::Deep => self.limit(word, format!("{name} would nest values deeper than {VALUE_DEPTH}")),
            Failure::Said(message) => self.error(whole, format!("error calling {name}: {message}")),
        }
    }
}
