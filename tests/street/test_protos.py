"""The code beside the .proto files is what protoc makes of them today."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.street.sources import ROOT, name_of, tracked

PROTOS = tracked(".proto")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("protos")
    beside = Path(sys.executable).parent
    plugins = [f"--plugin={name}={beside / name}" for name in ("protoc-gen-mypy", "protoc-gen-mypy_grpc")]
    wanted = [f"--python_out={folder}", f"--grpc_python_out={folder}"]
    wanted += [f"--mypy_out=quiet:{folder}", f"--mypy_grpc_out=quiet:{folder}"]
    names = [name_of(file) for file in PROTOS]
    subprocess.run([sys.executable, "-m", "grpc_tools.protoc", "-I.", *plugins, *wanted, *names], cwd=ROOT, check=True)
    return folder


@pytest.mark.parametrize("proto", PROTOS, ids=name_of)
def test_generated_code_is_up_to_date(made: Path, proto: Path) -> None:
    stem = name_of(proto).removesuffix(".proto")
    for ending in ("_pb2.py", "_pb2.pyi", "_pb2_grpc.py", "_pb2_grpc.pyi"):
        assert (made / f"{stem}{ending}").read_text() == (ROOT / f"{stem}{ending}").read_text(), "run: make protos"


def test_nothing_generated_is_left_without_its_proto() -> None:
    for file in tracked(".py", ".pyi"):
        if "_pb2" in file.stem:
            proto = file.with_name(file.stem.split("_pb2")[0] + ".proto")
            assert proto.exists(), name_of(file)
