//! Values of pipelines, commands and operands.

use super::{Result, State};
use crate::ast::{Command, Number, Operand, Pipe, Place, Term};
use crate::functions::{Failure, Function, Type};
use crate::time::methods;
use crate::value::Value;

impl<'a> State<'a> {
    /// The value of a pipeline. Variables that it declares stay until the caller drops them.
    pub(super) fn pipeline(&mut self, dot: &Value, pipe: &'a Pipe) -> Result<Value> {
        let mut piped = None;
        for command in &pipe.commands {
            piped = Some(self.command(dot, command, piped)?);
        }
        let value = piped.unwrap_or_default();
        for name in &pipe.variables {
            if pipe.assign {
                self.assign(pipe, name, value.clone())?;
            } else {
                self.variables.push((name.clone(), value.clone()));
            }
        }
        Ok(value)
    }

    pub(super) fn assign(&mut self, place: &impl Place, name: &str, value: Value) -> Result<()> {
        match self.variables.iter_mut().rev().find(|(other, _)| other == name) {
            Some((_, slot)) => *slot = value,
            None => return Err(self.error(place, format!("undefined variable: {name}"))),
        }
        Ok(())
    }

    /// The value of a command. `piped` is what the command before it gave.
    fn command(&mut self, dot: &Value, command: &'a Command, piped: Option<Value>) -> Result<Value> {
        self.count()?;
        let first = &command.first;
        let args = command.args.as_slice();
        match &first.term {
            Term::Function(name, function) => {
                self.call(dot, name, *function, (first, command), None, (args, piped))
            }
            Term::Field(fields) => self.fields(dot, dot.clone(), fields, first, (args, piped)),
            Term::Chain(inner, fields) => {
                let receiver = self.chain_base(dot, first, inner)?;
                self.fields(dot, receiver, fields, first, (args, piped))
            }
            Term::Variable(name, fields) if !fields.is_empty() => {
                let receiver = self.variable(first, name)?;
                self.fields(dot, receiver, fields, first, (args, piped))
            }
            _ if !args.is_empty() || piped.is_some() => {
                Err(self.error(first, format!("can't give argument to non-function {first}")))
            }
            Term::Nil => Err(self.error(first, "nil is not a command")),
            _ => self.operand(dot, first),
        }
    }

    /// The value of an operand where no type is wanted.
    pub(super) fn operand(&mut self, dot: &Value, operand: &'a Operand) -> Result<Value> {
        self.count()?;
        let alone: (&[Operand], Option<Value>) = (&[], None);
        Ok(match &operand.term {
            Term::Bool(value) => Value::Bool(*value),
            Term::Dot => self.current(operand, dot.clone())?,
            Term::Nil => Value::Nil,
            Term::Number(number) => constant(number),
            Term::Text(text, _) => Value::Text(text.clone()),
            Term::Field(fields) => self.fields(dot, dot.clone(), fields, operand, alone)?,
            Term::Variable(name, fields) => {
                let value = self.variable(operand, name)?;
                self.fields(dot, value, fields, operand, alone)?
            }
            Term::Function(name, function) => {
                self.call(dot, name, *function, (operand, operand), None, alone)?
            }
            Term::Pipe(pipe) => {
                self.deeper(operand)?;
                let value = self.pipeline(dot, pipe)?;
                self.depth += 1;
                value
            }
            Term::Chain(inner, fields) => {
                let receiver = self.chain_base(dot, operand, inner)?;
                self.fields(dot, receiver, fields, operand, alone)?
            }
        })
    }

    fn chain_base(&mut self, dot: &Value, place: &'a Operand, inner: &'a Operand) -> Result<Value> {
        if matches!(inner.term, Term::Nil) {
            return Err(self.error(place, format!("indirection through explicit nil in {place}")));
        }
        self.operand(dot, inner)
    }

    fn variable(&self, place: &Operand, name: &str) -> Result<Value> {
        let found = self.variables.iter().rev().find(|(other, _)| other == name);
        found
            .map(|(_, value)| value.clone())
            .ok_or_else(|| self.error(place, format!("undefined variable: {name}")))
    }

    /// Fields of a value, one inside the other; the last may be a method and is given the arguments.
    fn fields(
        &mut self,
        dot: &Value,
        mut value: Value,
        fields: &[String],
        place: &'a Operand,
        (args, piped): (&'a [Operand], Option<Value>),
    ) -> Result<Value> {
        let Some((last, before)) = fields.split_last() else { return self.current(place, value) };
        // What stands in a map of anything has no type of its own in Go's eyes.
        let mut of = None;
        for name in before {
            let typed = of.unwrap_or(value.type_name());
            of = element_type(&value);
            value = self.field(dot, value, name, typed, place, (&[], None))?;
        }
        let typed = of.unwrap_or(value.type_name());
        let value = self.field(dot, value, last, typed, place, (args, piped))?;
        self.current(place, value)
    }

    /// A value with the changes that were made to it since.
    fn current(&mut self, place: &Operand, value: Value) -> Result<Value> {
        self.changes.current(&mut self.budget, value).map_err(|failure| match failure {
            Failure::Said(message) => self.error(place, message),
            Failure::Full => self.limit(place, "changed values would take more steps than the limit allows"),
            Failure::Deep => self.limit(place, "a value was put into itself, or too deep into others"),
        })
    }

    fn field(
        &mut self,
        dot: &Value,
        value: Value,
        name: &str,
        typed: &str,
        place: &'a Operand,
        (args, piped): (&'a [Operand], Option<Value>),
    ) -> Result<Value> {
        let value = self.changes.newest(value);
        match &value {
            Value::Nil => Ok(Value::Nil),
            Value::Map(_) if !args.is_empty() || piped.is_some() => {
                Err(self.error(place, format!("{name} is not a method but has arguments")))
            }
            Value::Map(map) => Ok(map.entries().get(name).cloned().unwrap_or_default()),
            Value::Time(_) if let Some((name, method)) = methods::find(name) => {
                self.call(dot, name, method, (place, place), Some(value), (args, piped))
            }
            _ => Err(self.error(place, format!("can't evaluate field {name} in type {typed}"))),
        }
    }

    /// An argument, as the type that is wanted.
    pub(super) fn argument(&mut self, dot: &Value, wanted: Type, operand: &'a Operand) -> Result<Value> {
        match &operand.term {
            Term::Nil if wanted.can_be_nil() => Ok(Value::Nil),
            Term::Nil => Err(self.error(operand, format!("cannot assign nil to {wanted}"))),
            Term::Bool(_) | Term::Number(_) | Term::Text(..) => self.literal(wanted, operand),
            _ => {
                let value = self.operand(dot, operand)?;
                self.checked(wanted, value, operand)
            }
        }
    }

    /// A constant takes the type that is wanted, or is a mistake.
    fn literal(&mut self, wanted: Type, operand: &Operand) -> Result<Value> {
        self.count()?;
        match (wanted, &operand.term) {
            (Type::Bool | Type::Any, Term::Bool(value)) => Ok(Value::Bool(*value)),
            (Type::Text | Type::Any, Term::Text(text, _)) => Ok(Value::Text(text.clone())),
            (Type::Float, Term::Number(number)) => Ok(Value::Float(number.float)),
            (Type::Any, Term::Number(number)) => Ok(constant(number)),
            (Type::Int, Term::Number(Number { int: Some(int), .. })) => Ok(Value::Int(*int)),
            (Type::Bool | Type::Text | Type::Int | Type::Float, _) => {
                let expected = if wanted == Type::Int { "integer".into() } else { wanted.to_string() };
                Err(self.error(operand, format!("expected {expected}; found {operand}")))
            }
            _ => Err(self.error(operand, format!("can't handle {operand} for arg of type {wanted}"))),
        }
    }

    /// A value, if it is of the type that is wanted: Go converts nothing.
    pub(super) fn checked(&self, wanted: Type, value: Value, place: &impl Place) -> Result<Value> {
        match &value {
            Value::Nil if wanted.can_be_nil() => Ok(value),
            Value::Nil => Err(self.error(place, format!("invalid value; expected {wanted}"))),
            _ if wanted.admits(&value) => Ok(value),
            _ => {
                let got = value.type_name();
                Err(self.error(place, format!("wrong type for value; expected {wanted}; got {got}")))
            }
        }
    }
}

/// A function and where it stands: the word, and the whole command.
pub(super) type Places<'a, 'p, P> = (&'a Operand, &'p P);

/// The declared type of what a value holds, where it differs from the type of the value itself.
fn element_type(value: &Value) -> Option<&'static str> {
    match value {
        Value::Map(map) if !map.is_texts() => Some("interface {}"),
        _ => None,
    }
}

fn constant(number: &Number) -> Value {
    match number.int {
        Some(int) if !number.is_float => Value::Int(int),
        _ => Value::Float(number.float),
    }
}

/// The arguments of a call: what is written after the function, and what the pipe brings.
pub(super) type Args<'a> = (&'a [Operand], Option<Value>);

/// Checks at compile time that functions are as cheap to pass as they look.
const _: () = assert!(size_of::<Function>() <= 64);
