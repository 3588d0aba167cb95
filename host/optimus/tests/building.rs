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
