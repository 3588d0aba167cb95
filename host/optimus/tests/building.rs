//! `plugin build`, as far as no compiler is needed.

use crate::world::World;

#[test]
fn what_is_not_there_is_wrong_usage() {
    let ran = World::empty().run(&["plugin", "build", "nowhere"]).ended(2);
    assert!(ran.err().contains("nowhere cannot be read"), "{}", ran.err());
}

#[test]
fn what_is_no_module_does_not_build_and_leaves_nothing_behind() {
    let world = World::empty();
    world.write("x.wasm", "<html>404</html>");
    let ran = world.run(&["plugin", "build", "x.wasm", "--json"]).ended(1);
    assert!(ran.err().contains("error[P0802]: plugin `x` cannot be built"), "{}", ran.err());
    assert_eq!(ran.json()["error"]["code"], "P0802");
    assert_eq!(world.files(), ["x.wasm"]);
}

#[test]
fn a_folder_without_a_crate_does_not_build_and_is_told_what_is_missing() {
    let world = World::empty();
    std::fs::create_dir(world.path().join("empty")).unwrap();
    for (args, folder) in [(&["plugin", "build", "empty"][..], "empty"), (&["plugin", "build"], ".")] {
        let ran = world.run(args).ended(1);
        let told =
            format!("there is no Cargo.toml in `{folder}`\n  help   name the folder of the plugin's crate");
        assert!(ran.err().starts_with("error[P0802]: ") && ran.err().contains(&told), "{}", ran.err());
    }
}
