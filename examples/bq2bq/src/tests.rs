//! What the native plugin answered, and what it would have.

mod calls;
mod recorded;

use optimus_plugin_sdk::Timestamp;

/// The instant of a time in RFC 3339, in UTC and to the second.
fn timestamp(text: &str) -> Timestamp {
    let numbers = text.strip_suffix('Z').unwrap().split(['-', 'T', ':']);
    let numbers: Vec<i64> = numbers.map(|number| number.parse().unwrap()).collect();
    let [year, month, day, hour, minute, second] = numbers[..] else { panic!("{text}") };
    // Near enough to count the days from there.
    let guess = Timestamp::from_seconds(((year - 1970) * 365 + (month - 1) * 28) * 86_400);
    let mut days = (0..).map(|days| guess.plus_days(days));
    let date =
        days.find(|at| at.date() == (year, month.try_into().unwrap(), day.try_into().unwrap())).unwrap();
    Timestamp::from_seconds(date.seconds + hour * 3_600 + minute * 60 + second)
}
