//! Machine code that is kept, and what happens when somebody else was at it.

use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, Ordering},
};

use optimus_plugin_api::{Code, Error, Verdict};
use optimus_plugin_wasm::{CacheOptions, EngineCounters, LoadOptions, WasmEngine, WasmPlugin};

use crate::support::{Guest, note, options, validate};

fn engine_with(cache: CacheOptions) -> WasmEngine {
    let mut options = options();
    options.instances = 10;
    options.compile.cache = Some(cache);
    WasmEngine::new(&options).unwrap()
}

fn engine_in(folder: &Path) -> WasmEngine {
    engine_with(CacheOptions::in_directory(folder))
}

/// Loads a guest with an engine of its own, and calls it: what was counted, and the warnings.
async fn loaded(folder: &Path, guest: &str) -> (EngineCounters, Vec<(Code, Option<String>)>) {
    let engine = engine_in(folder);
    let plugin = works(&engine, guest).await;
    let warning = |warning: &Error| (warning.code(), note(warning, "put aside").map(str::to_owned));
    (engine.counters(), plugin.warnings().iter().map(warning).collect())
}

async fn works(engine: &WasmEngine, guest: &str) -> WasmPlugin {
    let bytes = Guest::named(guest).component();
    let plugin = WasmPlugin::load_bytes(engine, guest, bytes, &LoadOptions::default()).await.unwrap();
    assert_eq!(validate(&plugin, "Q", "").await.unwrap(), Verdict::Rejected("1".to_owned()));
    plugin
}

fn files(folder: &Path, end: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.filter(|path| path.to_str().unwrap().ends_with(end)).collect();
    files.sort();
    files
}

/// Makes a folder that is no cache, within another.
type Make<'a> = &'a dyn Fn(&Path, &Path);

/// A folder that may be one of the cache.
fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let cache = folder.path().join("components");
    (folder, cache)
}

#[tokio::test]
async fn what_was_compiled_once_is_not_compiled_again() {
    let (_keep, cache) = folder();
    let (counters, warnings) = loaded(&cache, "counts").await;
    assert_eq!((counters.compilations, counters.cache_hits, counters.cache_misses), (1, 0, 1));
    assert!(warnings.is_empty() && !counters.compile_time.is_zero());
    let (counters, warnings) = loaded(&cache, "counts").await;
    assert_eq!((counters.compilations, counters.cache_hits, counters.cache_misses), (0, 1, 0));
    assert!(warnings.is_empty());
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let entry = &files(&cache, ".compiled")[0];
    assert_eq!((mode(&cache), mode(entry), mode(&cache.join("key"))), (0o700, 0o600, 0o600));
    assert_eq!(fs::read_dir(&cache).unwrap().count(), 2);
}

#[tokio::test]
async fn code_of_another_component_or_for_other_settings_has_another_place() {
    let (_keep, cache) = folder();
    loaded(&cache, "counts").await;
    let mut options = options();
    (options.instances, options.explicit_bounds_checks) = (10, true);
    options.compile.cache = Some(CacheOptions::in_directory(&cache));
    let engine = WasmEngine::new(&options).unwrap();
    let plugin = works(&engine, "counts").await;
    plugin.prepare_deterministic().await.unwrap();
    assert_eq!(engine.counters().compilations, 2);
    assert_eq!(files(&cache, ".compiled").len(), 3);
}

#[tokio::test]
async fn w40_machine_code_is_no_plugin_wherever_it_is_from() {
    let (_keep, cache) = folder();
    let engine = engine_in(&cache);
    works(&engine, "counts").await;
    let component = Guest::named("counts").component();
    let kept = fs::read(&files(&cache, ".compiled")[0]).unwrap();
    let own = fs::read(std::env::current_exe().unwrap()).unwrap();
    let cases = [
        (engine.engine().precompile_component(&component).unwrap(), Code::PRECOMPILED),
        (engine.engine().precompile_module(&crate::support::core_module()).unwrap(), Code::PRECOMPILED),
        (kept, Code::DAMAGED),
        (own, Code::DAMAGED),
    ];
    for (bytes, code) in cases {
        let mut options = LoadOptions::default();
        options.max_file_bytes = u64::MAX;
        let refused = WasmPlugin::load_bytes(&engine, "p", bytes, &options).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
    assert_eq!(engine.counters().compilations, 1);
    works(&engine, "counts").await;
}

#[tokio::test]
async fn w41_a_flipped_bit_anywhere_is_put_aside_and_compiled_anew() {
    let (_keep, cache) = folder();
    loaded(&cache, "counts").await;
    let entry = files(&cache, ".compiled").remove(0);
    let whole = fs::read(&entry).unwrap();
    let header = 0..56;
    let places: Vec<_> =
        header.step_by(7).chain([whole.len() / 3, whole.len() / 2, whole.len() - 1]).collect();
    for at in places {
        let mut damaged = whole.clone();
        damaged[at] ^= 1;
        fs::write(&entry, &damaged).unwrap();
        let (counters, warnings) = loaded(&cache, "counts").await;
        assert_eq!((counters.compilations, counters.cache_hits, counters.cache_damaged), (1, 0, 1), "{at}");
        let aside = files(&cache, ".damaged");
        assert_eq!(warnings, [(Code::CACHE_DAMAGED, Some(aside[0].to_str().unwrap().to_owned()))]);
        assert_eq!((aside.len(), fs::read(&aside[0]).unwrap()), (1, damaged));
        assert_eq!(fs::read(&entry).unwrap(), whole);
    }
}

#[tokio::test]
async fn w41_an_entry_that_is_cut_off_longer_a_folder_or_a_link_is_compiled_anew_too() {
    let (keep, cache) = folder();
    loaded(&cache, "counts").await;
    let entry = files(&cache, ".compiled").remove(0);
    let whole = fs::read(&entry).unwrap();
    let elsewhere = keep.path().join("elsewhere");
    fs::write(&elsewhere, &whole).unwrap();
    fs::set_permissions(&elsewhere, PermissionsExt::from_mode(0o600)).unwrap();
    let write = |bytes: &[u8]| fs::write(&entry, bytes).unwrap();
    let damages: [&dyn Fn(); 6] = [
        &|| write(b""),
        &|| write(&whole[..whole.len() - 1]),
        &|| write(&[&whole[..], b"more"].concat()),
        &|| fs::set_permissions(&entry, PermissionsExt::from_mode(0o666)).unwrap(),
        &|| {
            fs::remove_file(&entry).unwrap();
            symlink(&elsewhere, &entry).unwrap();
        },
        &|| {
            fs::remove_file(&entry).unwrap();
            fs::create_dir(&entry).unwrap();
        },
    ];
    for (number, damage) in damages.iter().enumerate() {
        damage();
        let (counters, warnings) = loaded(&cache, "counts").await;
        assert_eq!((counters.compilations, counters.cache_damaged), (1, 1), "{number}");
        assert_eq!(warnings[0].0, Code::CACHE_DAMAGED);
        // A file cannot take the place of a folder that was put aside: each has a place of its own.
        for aside in files(&cache, ".damaged") {
            fs::remove_file(&aside).or_else(|_| fs::remove_dir(&aside)).unwrap();
        }
        assert_eq!(loaded(&cache, "counts").await.0.cache_hits, 1, "{number}");
    }
    assert_eq!(fs::read(&elsewhere).unwrap(), whole);
}

#[tokio::test]
async fn w41_code_for_one_component_does_not_pass_for_another_and_another_key_proves_nothing() {
    let (_keep, cache) = folder();
    loaded(&cache, "counts").await;
    let of_counts = files(&cache, ".compiled").remove(0);
    let engine = engine_in(&cache);
    let echoes = Guest::named("base-alone").component();
    WasmPlugin::load_bytes(&engine, "p", echoes, &LoadOptions::default()).await.unwrap();
    let of_other = files(&cache, ".compiled").into_iter().find(|path| *path != of_counts).unwrap();
    fs::copy(&of_other, &of_counts).unwrap();
    let (counters, _) = loaded(&cache, "counts").await;
    assert_eq!((counters.compilations, counters.cache_damaged), (1, 1));
    fs::write(cache.join("key"), [1; 32]).unwrap();
    let (counters, _) = loaded(&cache, "counts").await;
    assert_eq!((counters.compilations, counters.cache_damaged), (1, 1));
}

#[tokio::test]
async fn w43_a_folder_that_others_could_write_to_is_not_used_and_said_once() {
    let with_mode = |mode: u32| {
        move |_: &Path, cache: &Path| {
            fs::create_dir(cache).unwrap();
            fs::set_permissions(cache, PermissionsExt::from_mode(mode)).unwrap();
        }
    };
    let cases: [(Make<'_>, &str); 5] = [
        (&with_mode(0o777), "mode 777"),
        (&with_mode(0o750), "mode 750"),
        (
            &|keep, cache| {
                let real = keep.join("real");
                fs::create_dir(&real).unwrap();
                fs::set_permissions(&real, PermissionsExt::from_mode(0o700)).unwrap();
                symlink(&real, cache).unwrap();
            },
            "it is a link",
        ),
        (&|_, cache| fs::write(cache, "a file").unwrap(), "it is a link, or no folder"),
        (
            &|_, cache| {
                fs::create_dir(cache).unwrap();
                fs::set_permissions(cache, PermissionsExt::from_mode(0o700)).unwrap();
                fs::write(cache.join("key"), [0; 32]).unwrap();
                fs::set_permissions(cache.join("key"), PermissionsExt::from_mode(0o644)).unwrap();
            },
            "its key",
        ),
    ];
    for (make, why) in cases {
        let (keep, cache) = folder();
        make(keep.path(), &cache);
        let before = listing(keep.path());
        let engine = engine_in(&cache);
        let first = works(&engine, "counts").await;
        let [warning] = first.warnings() else { panic!("{why}: {:?}", first.warnings()) };
        assert_eq!(warning.code(), Code::CACHE_DISABLED);
        assert!(warning.message().contains(why), "{warning}");
        assert!(works(&engine, "counts").await.warnings().is_empty());
        let counters = engine.counters();
        assert_eq!((counters.compilations, counters.cache_hits), (2, 0));
        assert_eq!(listing(keep.path()), before, "{why}: nothing was written");
    }
}

#[tokio::test]
async fn w43_a_folder_of_another_user_is_not_used() {
    let (_keep, cache) = folder();
    let theirs = if rustix::process::geteuid().is_root() {
        fs::create_dir(&cache).unwrap();
        fs::set_permissions(&cache, PermissionsExt::from_mode(0o700)).unwrap();
        std::os::unix::fs::chown(&cache, Some(12_345), None).unwrap();
        cache
    } else {
        // Root's, on every system.
        PathBuf::from("/usr")
    };
    let engine = engine_in(&theirs);
    let plugin = works(&engine, "counts").await;
    assert_eq!(plugin.warnings()[0].code(), Code::CACHE_DISABLED);
    assert!(plugin.warnings()[0].message().contains("belongs to user"), "{}", plugin.warnings()[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn w44_an_entry_that_is_swapped_all_the_time_never_becomes_code_that_was_not_checked() {
    let (_keep, cache) = folder();
    loaded(&cache, "counts").await;
    let entry = files(&cache, ".compiled").remove(0);
    let whole = fs::read(&entry).unwrap();
    let stop = AtomicBool::new(false);
    let mut evil = whole.clone();
    let middle = evil.len() / 2;
    evil[middle..].fill(0xcc);
    let (mut hits, mut damaged) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::Relaxed) {
                // In place, so that whoever has it open sees it change; and by another file.
                let _ = fs::write(&entry, &evil);
                let _ = fs::write(&entry, &whole);
                let _ = fs::set_permissions(&entry, PermissionsExt::from_mode(0o600));
            }
        });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let done = std::thread::spawn({
            let cache = cache.clone();
            move || {
                runtime.block_on(async {
                    let engine = engine_in(&cache);
                    for _ in 0..60 {
                        works(&engine, "counts").await;
                    }
                    engine.counters()
                })
            }
        });
        let counters = done.join();
        stop.store(true, Ordering::Relaxed);
        let counters = counters.unwrap();
        (hits, damaged) = (counters.cache_hits, counters.cache_damaged);
    });
    // Every one of the 60 answered, with code that was kept or with code that was made anew.
    assert!(hits + damaged <= 60, "{hits} {damaged}");
}

#[tokio::test]
async fn a_cache_keeps_within_its_size_and_lets_go_of_what_was_not_used_for_longest() {
    let (_keep, cache) = folder();
    let mut small = CacheOptions::in_directory(&cache);
    loaded(&cache, "counts").await;
    let first = files(&cache, ".compiled").remove(0);
    let old = fs::File::options().write(true).open(&first).unwrap();
    old.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(86_400)).unwrap();
    small.max_bytes = fs::metadata(&first).unwrap().len() + 100;
    let engine = engine_with(small);
    let other = Guest::named("base-alone").component();
    WasmPlugin::load_bytes(&engine, "p", other, &LoadOptions::default()).await.unwrap();
    let left = files(&cache, ".compiled");
    assert_eq!(left.len(), 1);
    assert_ne!(left[0], first);
}

#[tokio::test]
async fn an_entry_that_is_used_is_marked_as_used() {
    let (_keep, cache) = folder();
    loaded(&cache, "counts").await;
    let entry = files(&cache, ".compiled").remove(0);
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(86_400);
    fs::File::options().write(true).open(&entry).unwrap().set_modified(long_ago).unwrap();
    assert_eq!(loaded(&cache, "counts").await.0.cache_hits, 1);
    let since = fs::metadata(&entry).unwrap().modified().unwrap().elapsed().unwrap_or_default();
    assert!(since < std::time::Duration::from_secs(3600), "{since:?}");
}

fn listing(folder: &Path) -> Vec<(PathBuf, u64)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = fs::symlink_metadata(&path).unwrap();
        if metadata.is_dir() {
            all.extend(listing(&path));
        }
        all.push((path, if metadata.is_file() { metadata.len() } else { 0 }));
    }
    all.sort();
    all
}
