//! Functions that exist upstream and refuse here, with the reason.

use super::{Answer, Budget, Function, Table, Type};
use crate::value::Value;

pub(super) const TABLE: Table = &[
    ("env", refusing(environment)),
    ("expandenv", refusing(environment)),
    ("getHostByName", refusing(network)),
    ("now", refusing(clock)),
    ("ago", refusing(clock)),
    ("uuidv4", refusing(chance)),
    ("randAlphaNum", refusing(chance)),
    ("randAlpha", refusing(chance)),
    ("randAscii", refusing(chance)),
    ("randNumeric", refusing(chance)),
    ("randBytes", refusing(chance)),
    ("randInt", refusing(chance)),
    ("shuffle", refusing(chance)),
];

const fn refusing(body: fn(&mut Budget, &[Value]) -> Answer) -> Function {
    Function::new(&[], body).and_any_number_of(Type::Any)
}

fn environment(_: &mut Budget, _: &[Value]) -> Answer {
    Err("it would read the environment of the server, which templates may not see".into())
}

fn network(_: &mut Budget, _: &[Value]) -> Answer {
    Err("it would ask the network of the server, which templates may not use".into())
}

fn clock(_: &mut Budget, _: &[Value]) -> Answer {
    Err("templates have no clock: use EXECUTION_TIME, DSTART or DEND".into())
}

fn chance(_: &mut Budget, _: &[Value]) -> Answer {
    Err("templates have no randomness: the same job must compile to the same thing".into())
}
