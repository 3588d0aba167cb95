//! Methods of times that templates may call: `{{(toDate "2006-01-02" .day).Format "Jan 2"}}`. The receiver is the first argument.

use super::{MONTH_NAMES, Time, WEEKDAY_NAMES};
use crate::functions::{Budget, Failure, Function, Type};
use crate::value::Value;

const SELF: &[Type] = &[Type::Time];

/// The method of that name.
pub(crate) fn find(name: &str) -> Option<(&'static str, Function)> {
    METHODS.iter().find(|(other, _)| *other == name).copied()
}

const METHODS: &[(&str, Function)] = &[
    ("Format", Function::new(&[Type::Time, Type::Text], format)),
    ("Unix", Function::new(SELF, |_, args| Ok(Value::Int64(time(args).unix())))),
    ("UnixMilli", Function::new(SELF, |_, args| Ok(Value::Int64(units(time(args), 1_000))))),
    ("UnixNano", Function::new(SELF, |_, args| Ok(Value::Int64(units(time(args), 1_000_000_000))))),
    ("String", Function::new(SELF, |_, args| Ok(Value::from(time(args).to_string())))),
    ("UTC", Function::new(SELF, |_, args| Ok(Value::Time(time(args).in_utc())))),
    ("IsZero", Function::new(SELF, |_, args| Ok(Value::Bool(time(args) == Time::default())))),
    ("Year", Function::new(SELF, |_, args| Ok(Value::Int(time(args).civil().year)))),
    ("Month", Function::new(SELF, |_, args| Ok(name(&MONTH_NAMES, time(args).civil().month - 1)))),
    ("Day", Function::new(SELF, |_, args| Ok(Value::Int(time(args).civil().day)))),
    ("Hour", Function::new(SELF, |_, args| Ok(Value::Int(time(args).civil().hour)))),
    ("Minute", Function::new(SELF, |_, args| Ok(Value::Int(time(args).civil().minute)))),
    ("Second", Function::new(SELF, |_, args| Ok(Value::Int(time(args).civil().second)))),
    ("Nanosecond", Function::new(SELF, |_, args| Ok(Value::Int(time(args).nanosecond().into())))),
    ("YearDay", Function::new(SELF, |_, args| Ok(Value::Int(time(args).civil().day_of_year())))),
    ("Weekday", Function::new(SELF, |_, args| Ok(name(&WEEKDAY_NAMES, time(args).civil().weekday())))),
    ("AddDate", Function::new(&[Type::Time, Type::Int, Type::Int, Type::Int], add_date)),
    ("Before", Function::new(&[Type::Time, Type::Time], |_, args| Ok(Value::Bool(order(args).is_lt())))),
    ("After", Function::new(&[Type::Time, Type::Time], |_, args| Ok(Value::Bool(order(args).is_gt())))),
    ("Equal", Function::new(&[Type::Time, Type::Time], |_, args| Ok(Value::Bool(order(args).is_eq())))),
];

fn at(args: &[Value], index: usize) -> Time {
    if let Some(Value::Time(time)) = args.get(index) { *time } else { Time::default() }
}

fn time(args: &[Value]) -> Time {
    at(args, 0)
}

fn order(args: &[Value]) -> std::cmp::Ordering {
    at(args, 0).in_utc().cmp(&at(args, 1).in_utc())
}

fn units(time: Time, per_second: u32) -> i64 {
    let part = i64::from(time.nanosecond() / (1_000_000_000 / per_second));
    time.unix().wrapping_mul(per_second.into()).wrapping_add(part)
}

fn name(names: &[&'static str], index: i64) -> Value {
    Value::text(usize::try_from(index).ok().and_then(|index| names.get(index)).copied().unwrap_or_default())
}

fn format(_: &mut Budget, args: &[Value]) -> Result<Value, Failure> {
    let Some(Value::Text(layout)) = args.get(1) else { return Ok(Value::Nil) };
    Ok(Value::from(time(args).format(layout)))
}

fn add_date(_: &mut Budget, args: &[Value]) -> Result<Value, Failure> {
    let int = |index: usize| if let Some(Value::Int(int)) = args.get(index) { *int } else { 0 };
    let added = time(args).with_dates_added(int(1), int(2), int(3));
    added.map(Value::Time).ok_or_else(|| Failure::from("the date is out of range"))
}
