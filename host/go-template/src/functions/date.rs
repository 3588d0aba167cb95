//! sprig's dates. Times are UTC, the zone of the servers; what needs the present refuses, there is no clock.

use super::{Answer, Args, Budget, Failure, Function, Table, Type};
use crate::time::{Duration, Time};
use crate::value::Value;

const SHIFT: &[Type] = &[Type::Text, Type::Time];

pub(super) const TABLE: Table = &[
    ("date", Function::new(&[Type::Text, Type::Any], |_, args| formatted(args.text(0), args.value(1)))),
    ("htmlDate", Function::new(&[Type::Any], |_, args| formatted("2006-01-02", args.value(0)))),
    (
        "htmlDateInZone",
        Function::new(&[Type::Any, Type::Text], |_, args| zoned("2006-01-02", args.value(0), args.text(1))),
    ),
    ("dateInZone", Function::new(&[Type::Text, Type::Any, Type::Text], in_zone)),
    ("date_in_zone", Function::new(&[Type::Text, Type::Any, Type::Text], in_zone)),
    (
        "dateModify",
        Function::new(SHIFT, |_, args| Ok(shifted(args).unwrap_or_else(|_| args.value(1).clone()))),
    ),
    (
        "date_modify",
        Function::new(SHIFT, |_, args| Ok(shifted(args).unwrap_or_else(|_| args.value(1).clone()))),
    ),
    ("mustDateModify", Function::new(SHIFT, |_, args| shifted(args))),
    ("must_date_modify", Function::new(SHIFT, |_, args| shifted(args))),
    (
        "toDate",
        Function::new(&[Type::Text, Type::Text], |_, args| {
            Ok(Value::Time(Time::parse(args.text(0), args.text(1)).unwrap_or_default()))
        }),
    ),
    (
        "mustToDate",
        Function::new(&[Type::Text, Type::Text], |_, args| {
            Ok(Value::Time(Time::parse(args.text(0), args.text(1))?))
        }),
    ),
    ("unixEpoch", Function::new(&[Type::Time], unix_epoch)),
    (
        "duration",
        Function::new(&[Type::Any], |_, args| {
            Ok(Value::from(duration(args.value(0), 1_000_000_000).to_string()))
        }),
    ),
    ("durationRound", Function::new(&[Type::Any], duration_round)),
];

fn formatted(layout: &str, value: &Value) -> Answer {
    let time = match value {
        Value::Time(time) => *time,
        Value::Int(seconds) | Value::Int64(seconds) => Time::from_unix(*seconds),
        _ => {
            return Err(
                "a date must be a time or seconds since 1970; there is no clock to fall back on".into()
            );
        }
    };
    Ok(Value::from(time.in_utc().format(layout)))
}

fn in_zone(_: &mut Budget, args: &[Value]) -> Answer {
    zoned(args.text(0), args.value(1), args.text(2))
}

fn zoned(layout: &str, value: &Value, zone: &str) -> Answer {
    match zone {
        "" | "UTC" | "Local" | "Etc/UTC" => formatted(layout, value),
        other => Err(format!("time zone {other:?} is not available, only UTC").into()),
    }
}

fn shifted(args: &[Value]) -> Answer {
    let Value::Time(time) = args.value(1) else { return Ok(Value::Nil) };
    let shift =
        Duration::parse(args.text(0)).ok_or_else(|| format!("time: invalid duration {:?}", args.text(0)))?;
    time.shifted(shift).map(Value::Time).ok_or_else(|| Failure::from("the date is out of range"))
}

fn unix_epoch(_: &mut Budget, args: &[Value]) -> Answer {
    let Value::Time(time) = args.value(0) else { return Ok(Value::Nil) };
    Ok(Value::from(time.unix().to_string()))
}

/// A number of units, or a text with one. As upstream, a number is counted only if it is an `int64`.
fn duration(value: &Value, unit: i64) -> Duration {
    match value {
        Value::Text(text) => Duration(text.parse::<i64>().unwrap_or(0).saturating_mul(unit)),
        Value::Int64(count) => Duration(count.saturating_mul(unit)),
        _ => Duration(0),
    }
}

/// The largest unit that a duration fills, in whole numbers and without a sign.
fn duration_round(_: &mut Budget, args: &[Value]) -> Answer {
    let Duration(nanoseconds) = match args.value(0) {
        Value::Text(text) => Duration::parse(text).unwrap_or(Duration(0)),
        Value::Time(_) => return Err("it would take the time since then, and there is no clock".into()),
        other => duration(other, 1),
    };
    const UNITS: [(u64, &str); 6] =
        [(365 * 86_400, "y"), (30 * 86_400, "mo"), (86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let size = nanoseconds.unsigned_abs();
    let unit = UNITS.iter().find(|(seconds, _)| size > seconds * 1_000_000_000);
    Ok(match unit {
        Some((seconds, name)) => Value::from(format!("{}{name}", size / (seconds * 1_000_000_000))),
        None => Value::text("0s"),
    })
}
