//! sprig's numbers. Whatever is not a number counts as 0.

use super::decimal::Decimal;
use super::{Answer, Args, Budget, Function, Table, Type};
use crate::parse::{integer, whole};
use crate::value::Value;

const ANY: &[Type] = &[Type::Any];
const PAIR: &[Type] = &[Type::Any, Type::Any];

pub(super) const TABLE: Table = &[
    ("int", Function::new(ANY, |_, args| Ok(Value::Int(int(args.value(0)))))),
    ("int64", Function::new(ANY, |_, args| Ok(Value::Int64(int(args.value(0)))))),
    ("float64", Function::new(ANY, |_, args| Ok(Value::Float(float(args.value(0)))))),
    ("atoi", Function::new(&[Type::Text], |_, args| Ok(Value::Int(args.text(0).parse().unwrap_or(0))))),
    ("toDecimal", Function::new(ANY, to_decimal)),
    ("add1", Function::new(ANY, |_, args| Ok(Value::Int64(int(args.value(0)).wrapping_add(1))))),
    (
        "add",
        Function::new(&[], |_, args| Ok(folded(args, 0, i64::wrapping_add))).and_any_number_of(Type::Any),
    ),
    (
        "mul",
        Function::new(ANY, |_, args| Ok(folded(args, 1, i64::wrapping_mul))).and_any_number_of(Type::Any),
    ),
    (
        "sub",
        Function::new(PAIR, |_, args| Ok(Value::Int64(int(args.value(0)).wrapping_sub(int(args.value(1)))))),
    ),
    ("div", Function::new(PAIR, |_, args| divided(args, i64::wrapping_div))),
    ("mod", Function::new(PAIR, |_, args| divided(args, i64::wrapping_rem))),
    ("max", Function::new(ANY, |_, args| Ok(folded(args, i64::MIN, i64::max))).and_any_number_of(Type::Any)),
    (
        "biggest",
        Function::new(ANY, |_, args| Ok(folded(args, i64::MIN, i64::max))).and_any_number_of(Type::Any),
    ),
    ("min", Function::new(ANY, |_, args| Ok(folded(args, i64::MAX, i64::min))).and_any_number_of(Type::Any)),
    ("add1f", Function::new(ANY, |_, args| decimal(&[args.value(0).clone(), Value::Int(1)], SUM))),
    ("addf", Function::new(&[], |_, args| decimal(args, SUM)).and_any_number_of(Type::Any)),
    (
        "subf",
        Function::new(ANY, |_, args| decimal(args, (Decimal::minus, |a, b| a - b)))
            .and_any_number_of(Type::Any),
    ),
    (
        "mulf",
        Function::new(ANY, |_, args| decimal(args, (Decimal::times, |a, b| a * b)))
            .and_any_number_of(Type::Any),
    ),
    ("divf", Function::new(ANY, divf).and_any_number_of(Type::Any)),
    ("maxf", Function::new(ANY, |_, args| Ok(chained(args, f64::max))).and_any_number_of(Type::Any)),
    ("minf", Function::new(ANY, |_, args| Ok(chained(args, f64::min))).and_any_number_of(Type::Any)),
    ("floor", Function::new(ANY, |_, args| Ok(Value::Float(float(args.value(0)).floor())))),
    ("ceil", Function::new(ANY, |_, args| Ok(Value::Float(float(args.value(0)).ceil())))),
    ("round", Function::new(&[Type::Any, Type::Int], round).and_any_number_of(Type::Float)),
    (
        "until",
        Function::new(&[Type::Int], |budget, args| until(budget, 0, args.int(0), args.int(0).signum())),
    ),
    (
        "untilStep",
        Function::new(&[Type::Int, Type::Int, Type::Int], |budget, args| {
            until(budget, args.int(0), args.int(1), args.int(2))
        }),
    ),
    ("seq", Function::new(&[], seq).and_any_number_of(Type::Int)),
];

/// Any value as a whole number.
pub(super) fn int(value: &Value) -> i64 {
    match value {
        Value::Int(int) | Value::Int64(int) => *int,
        Value::Float(float) => whole(float.trunc()).unwrap_or(i64::MIN),
        Value::Bool(value) => i64::from(*value),
        Value::Text(text) => integer(text).unwrap_or(0),
        _ => 0,
    }
}

fn float(value: &Value) -> f64 {
    match value {
        #[expect(clippy::cast_precision_loss, reason = "Go converts likewise")]
        Value::Int(int) | Value::Int64(int) => *int as f64,
        Value::Float(float) => *float,
        Value::Bool(true) => 1.0,
        Value::Text(text) => text.parse().unwrap_or(0.0),
        _ => 0.0,
    }
}

fn folded(args: &[Value], start: i64, join: fn(i64, i64) -> i64) -> Value {
    Value::Int64(args.iter().map(int).fold(start, join))
}

fn divided(args: &[Value], divide: fn(i64, i64) -> i64) -> Answer {
    match int(args.value(1)) {
        0 => Err("runtime error: integer divide by zero".into()),
        by => Ok(Value::Int64(divide(int(args.value(0)), by))),
    }
}

fn chained(args: &[Value], join: fn(f64, f64) -> f64) -> Value {
    Value::Float(args.iter().map(float).reduce(join).unwrap_or(0.0))
}

/// An operation on decimals, and the same on floats for numbers of too many digits.
type Operation = (fn(Decimal, Decimal) -> Option<Decimal>, fn(f64, f64) -> f64);

const SUM: Operation = (Decimal::plus, |a, b| a + b);

fn decimal(args: &[Value], (exact, near): Operation) -> Answer {
    let mut floats = args.iter().map(float);
    if let Some(other) = floats.clone().find(|float| !float.is_finite()) {
        return Err(format!("Cannot create a Decimal from {other}").into());
    }
    let Some(first) = floats.next() else { return Ok(Value::Float(0.0)) };
    let chain = floats
        .clone()
        .try_fold(Decimal::of(first), |so_far, next| Some(Some(exact(so_far?, Decimal::of(next)?)?)));
    // Decimals have no negative zero.
    let near = || floats.fold(first, near) + 0.0;
    Ok(Value::Float(chain.flatten().map_or_else(near, Decimal::to_float)))
}

fn divf(_: &mut Budget, args: &[Value]) -> Answer {
    if args.iter().skip(1).any(|value| float(value) == 0.0) {
        return Err("decimal division by 0".into());
    }
    decimal(args, (Decimal::over, |a, b| a / b))
}

/// Half up, or up from the fraction that is given.
fn round(_: &mut Budget, args: &[Value]) -> Answer {
    // Beyond these, the power is infinite or zero anyway.
    let places = i32::try_from(args.int(1).clamp(-400, 400)).unwrap_or(0);
    let from = if args.len() > 2 { args.float(2) } else { 0.5 };
    let scale = 10f64.powi(places);
    let scaled = float(args.value(0)) * scale;
    let rounded = if scaled.fract() >= from { scaled.ceil() } else { scaled.floor() };
    Ok(Value::Float(rounded / scale))
}

/// Digits, or a number that is shown as such, read as octal.
fn to_decimal(budget: &mut Budget, args: &[Value]) -> Answer {
    match budget.text(|sink| super::shown(args.value(0), sink))? {
        Value::Text(digits) => Ok(Value::Int64(i64::from_str_radix(&digits, 8).unwrap_or(0))),
        _ => Ok(Value::Int64(0)),
    }
}

fn until(budget: &mut Budget, start: i64, stop: i64, step: i64) -> Answer {
    Ok(Value::list(steps(budget, start, stop, step)?.map(Value::Int)))
}

/// The numbers from `start` until before `stop`. None if the step leads away from it.
fn steps(
    budget: &mut Budget,
    start: i64,
    stop: i64,
    step: i64,
) -> Result<impl Iterator<Item = i64> + use<>, super::Failure> {
    let distance = stop.abs_diff(start);
    let leads_there = step != 0 && (stop > start) == (step > 0);
    let count = if leads_there { distance.div_ceil(step.unsigned_abs()) } else { 0 };
    let slots = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(size_of::<Value>());
    budget.charge(slots)?;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    Ok((0..count).map(move |index| start.wrapping_add(index.wrapping_mul(step))))
}

fn seq(budget: &mut Budget, args: &[Value]) -> Answer {
    let direction = |start: i64, end: i64| if end < start { -1 } else { 1 };
    let (start, end, step) = match args.len() {
        1 => (1, args.int(0), direction(1, args.int(0))),
        2 => (args.int(0), args.int(1), direction(args.int(0), args.int(1))),
        3 => (args.int(0), args.int(2), args.int(1)),
        _ => return Ok(Value::text("")),
    };
    // Both ends belong to it.
    let numbers = steps(budget, start, end.saturating_add(direction(start, end)), step)?;
    budget.text(|sink| {
        for (index, number) in numbers.enumerate() {
            sink.push(if index > 0 { " " } else { "" })?;
            sink.push(&number.to_string())?;
        }
        Ok(())
    })
}
