"""Bundles: counted again bit for bit, and refused after each kind of tampering."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import small

from civic_counting import BundleError, Greedy, approval_election, parse_rule, read_pb
from civic_counting.bundle import opening, recount, write_bundle
from civic_counting.bundle.signature import NAMESPACE, check_allowed, signer_of
from civic_counting.bundle.writing import write_zip
from civic_counting.cli.bundling import sign
from civic_counting.cli.recount import main as civic_recount

BALLOTS = [["a", "b"], ["a"], ["b", "c"], ["c"], ["a", "c"]] * 3 + [["b"]] * 2
NEEDS_SSH = pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="ssh-keygen is missing")

# Made once with ssh-keygen, so that the check of signatures needs no OpenSSH.
MESSAGE = b"a manifest\n"


@pytest.fixture
def election():
    return approval_election(1000, {"a": 600, "b": 500, "c": 300}, BALLOTS)


@pytest.fixture
def bundle(election, tmp_path):
    write_bundle(election, Greedy(), tmp_path / "bundle")
    return tmp_path / "bundle"


def reseal(bundle):
    """Make the manifest fit what is in the folder, as a forger without the key would."""
    manifest = json.loads((bundle / "manifest.json").read_text())
    for name in manifest["parts"]:
        data = (bundle / name).read_bytes()
        manifest["parts"][name] = {
            "sha256": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
        }
    (bundle / "manifest.json").write_text(json.dumps(manifest))


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("code", ["greedy-top-up-80", "phragmen", "equal-shares/cost/add-one"])
@pytest.mark.parametrize("name", ["bundle", "bundle.zip"])
def test_a_bundle_is_reproduced(election, tmp_path, code, name):
    write_bundle(election, parse_rule(code), tmp_path / name)
    done = recount(tmp_path / name)
    assert done.differences == ()
    assert done.signer is None


def test_the_same_election_gives_the_same_bytes(election, tmp_path):
    other = approval_election(1000, {"a": 600, "b": 500, "c": 300}, BALLOTS[::-1])
    write_bundle(election, Greedy(), tmp_path / "one")
    write_bundle(other, Greedy(), tmp_path / "other")
    for part in (tmp_path / "one").iterdir():
        assert part.read_bytes() == (tmp_path / "other" / part.name).read_bytes()


@pytest.mark.parametrize(
    "part", ["ballots.pb", "declaration.json", "result.json", "explanations.md"]
)
def test_a_changed_part_is_refused(bundle, part):
    with (bundle / part).open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(BundleError, match="has been changed"):
        recount(bundle)


@pytest.mark.parametrize("part", ["ballots.pb", "result.json", "manifest.json"])
def test_a_missing_part_is_refused(bundle, part):
    (bundle / part).unlink()
    with pytest.raises(BundleError, match=part):
        recount(bundle)


@pytest.mark.parametrize(
    ("part", "old", "new", "said"),
    [
        ("result.json", '"a"\n ]', '"b"\n ]', "winners"),
        ("result.json", '"spent": 900', '"spent": 901', "spent: the bundle says 901"),
        ("explanations.md", "It is funded", "It is blessed", "first in line"),
        ("declaration.json", "Most votes", "Best friends", "other words"),
        ("ballots.pb", "1;a\n", "1;c\n", "c"),
        ("ballots.pb", "voter_id;vote\n", "voter_id;vote;age\n", "more than ballots"),
    ],
)
def test_parts_resealed_by_a_forger_are_found_out(bundle, part, old, new, said, capsys):
    edit(bundle / part, old, new)
    reseal(bundle)
    assert civic_recount([str(bundle)]) == 1
    printed = capsys.readouterr()
    assert said in printed.out + printed.err


def test_parts_that_disagree_on_the_rule_are_refused(bundle):
    edit(bundle / "declaration.json", '"rule": "greedy"', '"rule": "phragmen"')
    reseal(bundle)
    with pytest.raises(BundleError, match="disagree"):
        recount(bundle)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "[" * 100_000,
        '{"format": 1}',
        "\xff",
        '{"format": "civic-count-bundle/1", "parts": 3}',
    ],
)
def test_a_senseless_manifest_is_refused(bundle, text):
    (bundle / "manifest.json").write_text(text, encoding="latin-1")
    with pytest.raises(BundleError, match="manifest"):
        recount(bundle)


def test_what_does_not_belong_is_refused(bundle):
    (bundle / "voters.csv").write_text("names")
    with pytest.raises(BundleError, match="does not belong"):
        recount(bundle)


def test_links_out_of_the_bundle_are_refused(bundle, tmp_path):
    (bundle / "result.json").rename(tmp_path / "outside.json")
    (bundle / "result.json").symlink_to(tmp_path / "outside.json")
    with pytest.raises(BundleError, match="plain file"):
        recount(bundle)


@pytest.mark.parametrize("name", ["../result.json", "/etc/passwd", "a\\..\\b", "sub/result.json"])
def test_paths_that_climb_out_of_a_zip_are_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(BundleError, match="does not belong"):
        recount(tmp_path / "bad.zip")


def test_a_zip_bomb_stops_at_the_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(opening, "LARGEST_PART", 1_000_000)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("result.json", b"0" * 50_000_000)
    with pytest.raises(BundleError, match="too large"):
        recount(tmp_path / "bomb.zip")


def test_a_part_twice_and_a_broken_zip_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("result.json", "x")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("result.json", "y")
    with pytest.raises(BundleError, match="twice"):
        recount(tmp_path / "two.zip")
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04nonsense")
    with pytest.raises(BundleError, match="zip"):
        recount(tmp_path / "no.zip")


def test_few_ballots_are_for_the_auditor_only(tmp_path):
    few = approval_election(10, {"a": 5}, [["a"]] * 9)
    with pytest.raises(BundleError, match="auditor"):
        write_bundle(few, Greedy(), tmp_path / "few")
    write_bundle(few, Greedy(), tmp_path / "few", for_auditor=True)
    assert recount(tmp_path / "few").differences == ()


def test_published_records_are_bundled_as_recorded(tmp_path):
    path = tmp_path / "file.pb"
    path.write_text(small.SMALL.replace("v3;a2,a3", "v3;a2,a3,a1").replace("a1;600;4", "a1;600;5"))
    file = read_pb(path, forgiving=True)
    write_bundle(file.election, Greedy(), tmp_path / "b", as_recorded=True, for_auditor=True)
    assert recount(tmp_path / "b").differences == ()


@pytest.fixture
def keys(tmp_path):
    for name in ("council", "forger"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name]
        subprocess.run([*command, "-f", str(tmp_path / name)], check=True)
    public = (tmp_path / "council.pub").read_text()
    (tmp_path / "signers").write_text(f"council@example.org {public}")
    return tmp_path


@NEEDS_SSH
@pytest.mark.parametrize("zipped", [False, True])
def test_signatures(bundle, keys, zipped, capsys):
    target = bundle
    if zipped:
        target = keys / "bundle.zip"
        write_zip(target, opening.open_bundle(bundle))
    sign(target, keys / "council")
    assert civic_recount([str(target), "--signers", str(keys / "signers")]) == 0
    assert "signature: good, by the key SHA256:" in capsys.readouterr().out


@NEEDS_SSH
def test_the_documented_command_checks_the_signature(bundle, keys):
    sign(bundle, keys / "council")
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(keys / "signers"),
        "-I",
        "council@example.org",
        "-n",
        NAMESPACE,
        "-s",
        str(bundle / "manifest.json.sig"),
    ]
    manifest = (bundle / "manifest.json").read_bytes()
    assert subprocess.run(command, input=manifest, check=False, capture_output=True).returncode == 0
    wrong = manifest.replace(b"1", b"2", 1)
    assert subprocess.run(command, input=wrong, check=False, capture_output=True).returncode != 0


@NEEDS_SSH
def test_forged_signatures_are_refused(bundle, keys):
    sign(bundle, keys / "council")
    signature = bundle / "manifest.json.sig"
    good = signature.read_bytes()
    manifest = bundle / "manifest.json"
    original = manifest.read_text()
    manifest.write_text(original + "\n")
    with pytest.raises(BundleError, match="does not belong to this manifest"):
        recount(bundle)
    manifest.write_text(original)
    for at in range(60, len(good) - 40, 7):
        signature.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(BundleError):
            recount(bundle)
    signature.unlink()
    with pytest.raises(BundleError, match="not signed"):
        recount(bundle, (keys / "signers").read_text())
    sign(bundle, keys / "forger")
    with pytest.raises(BundleError, match="not among the signers"):
        recount(bundle, (keys / "signers").read_text())


@NEEDS_SSH
def test_signatures_for_another_purpose_are_refused(keys):
    path = keys / "m"
    path.write_bytes(MESSAGE)
    for namespace in ("file", NAMESPACE):
        command = ["ssh-keygen", "-Y", "sign", "-f", str(keys / "council"), "-n", namespace]
        subprocess.run([*command, str(path)], check=True, capture_output=True)
        signature = (keys / "m.sig").read_bytes()
        (keys / "m.sig").unlink()
        if namespace == "file":
            with pytest.raises(BundleError, match="not one of a bundle"):
                signer_of(MESSAGE, signature)
    signer = signer_of(MESSAGE, signature)
    check_allowed(signer, (keys / "signers").read_text())


def test_a_recount_needs_nothing_but_the_package(bundle):
    source = Path(opening.__file__).parents[2]
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {str(source)!r}); "
        "from civic_counting.cli.recount import main; sys.exit(main(sys.argv[1:]))",
    ]
    done = subprocess.run(
        [*command, str(bundle)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert done.returncode == 0, done.stderr
    assert "reproduced bit for bit" in done.stdout
