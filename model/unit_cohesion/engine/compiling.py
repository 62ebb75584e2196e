"""How rules are compiled, and where compiled code is kept.

``@compiled`` only marks a function: numba is imported, and marked functions are exchanged for compiled ones, when a run first needs them
(``ready``). So whoever only reads declarations waits for nothing. ``COHESION_PLAIN=1`` leaves every rule as plain Python: slow, the same
bytes, open to breakpoints and coverage.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeVar

PLAIN = any(os.environ.get(name, "") not in ("", "0") for name in ("COHESION_PLAIN", "NUMBA_DISABLE_JIT"))
KEPT = 3
"""How many editions of compiled code stay on disk."""
COMPILING = "Compiling the rules, once (this takes some forty seconds) ..."
F = TypeVar("F", bound=Callable[..., Any])
A = TypeVar("A")
_marked: dict[FunctionType, Callable[..., Any] | None] = {}
"""Every marked function, and its compiled form once there is one."""
_asked: set[FunctionType] = set()
"""Those of them that Python calls too."""


def compiled(function: F) -> F:
    """Mark a function to be compiled: division by zero gives infinity and no error, as with NumPy."""
    _marked[function] = None  # type: ignore[index]
    return function


def asked(function: F) -> F:
    """Mark a function that compiled code and Python both call, so that it is kept for both; others wait for the first call from Python."""
    _asked.add(function)  # type: ignore[arg-type]
    return compiled(function)


def lent(array: A) -> A:
    """The same array, of which compiled code keeps no count of references: whoever lends it holds it until the call returns.

    Each row that compiled code takes of an array is otherwise counted up and down, across all cores: a tenth of a run.
    """
    return array


def ready() -> None:
    """Exchange all marked functions for compiled ones, wherever they are known by name; compiling itself waits for the first call."""
    if PLAIN:
        return
    new = [function for function, made in _marked.items() if made is None]
    if not new:
        return
    with _no_collecting():
        _set_up_numba()
        for function in new:
            _marked[function] = _compiled(function)
        made: dict[Any, Any] = {**_marked, lent: _uncounted()}
    owned = {function.__module__ for function in _marked}
    for module in [found for name, found in sys.modules.copy().items() if name in owned]:  # other threads may import meanwhile
        _exchange(module, made)


def _exchange(module: ModuleType, made: Mapping[Callable[..., Any], Any]) -> None:
    for name, value in list(vars(module).items()):
        if isinstance(value, FunctionType) and value in made:
            setattr(module, name, made[value])
        elif isinstance(value, type) and value.__module__ == module.__name__:
            for key, inner in list(vars(value).items()):
                if isinstance(inner, staticmethod) and inner.__func__ in made:
                    setattr(value, key, staticmethod(made[inner.__func__]))


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Let Python look for no garbage meanwhile: where all that is made is kept, that costs a tenth of the time and finds nothing."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            if not gc.get_freeze_count():  # all that was made counts as old: else the next new thing has Python look through all of it
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def first_call(call: Callable[[], object]) -> None:
    """Make the first call of this process into compiled code.

    Where nothing is kept yet, this compiles, for some forty seconds: it is told on standard error, and other processes that want the same
    wait for it, so that it is done once.
    """
    if PLAIN:
        return
    folder = cache_folder()
    if folder is None or not _place()[1]:
        with _telling():
            call()
        if sys.stderr:
            print("No cache folder can be written: each start compiles the rules anew", file=sys.stderr)
        return
    done = folder / f"ready-{sha256(__file__.encode()).hexdigest()[:12]}"  # numba keeps what it compiles by the path of the source
    if done.exists():
        return  # the next call loads what is kept
    from filelock import FileLock

    with FileLock(folder / "compiling.lock"):
        if not done.exists():
            with _telling():
                call()
            done.touch()


@contextmanager
def _telling() -> Iterator[None]:
    """Tell on standard error that the rules are compiled, on a terminal how far that is."""
    from numba.core import event

    terminal = bool(sys.stderr) and sys.stderr.isatty()

    class Progress(event.Listener):  # type: ignore[misc,unused-ignore]
        made = 0

        def on_start(self, event: Any) -> None:
            pass

        def on_end(self, event: Any) -> None:
            self.made += getattr(event.data["dispatcher"], "py_func", None) in _marked
            if terminal:
                share = min(99, 100 * self.made // len(_marked))
                print(f"\r{COMPILING} {share:2d} %", end="", file=sys.stderr, flush=True)

    if sys.stderr:
        print(COMPILING, end="", file=sys.stderr, flush=True)
    with _no_collecting(), event.install_listener("numba:compile", Progress()):
        yield
    if sys.stderr:
        print(f"\r{COMPILING} done" if terminal else " done", file=sys.stderr, flush=True)


@cache
def _set_up_numba() -> None:
    """Import numba, sooner and with shorter names than it does by itself; what it does for others stays the same, but for colours.

    It looks for SciPy's linear algebra when it is imported, though only who multiplies matrices needs it: a tenth of a second. And it names
    a function by the types of all fields of a tuple that it takes: names of 36,000 characters are most of what would be compiled and kept.
    And it colours each message of what does not fit, of which typing makes thousands that nobody reads.
    """
    with _plain_messages():
        from numba import types
        from numba.np import linalg

    if find := getattr(linalg, "ensure_blas", None):  # another numba may have neither
        linalg.ensure_blas = lambda: None
        try:
            from numba.np import arraymath
        finally:
            linalg.ensure_blas = find
        arraymath.ensure_blas = find
    if hasattr(types.NamedTuple, "mangling_args"):
        types.NamedTuple.mangling_args = property(lambda kind: (kind.instance_class.__name__, (kind._code,)))  # as it names records
    types.Record.__repr__ = lambda kind: kind.name  # else written anew, column by column, some 26,000 times


@contextmanager
def _plain_messages() -> Iterator[None]:
    """Have numba colour no messages, which it decides when it is imported."""
    name = "NUMBA_DISABLE_ERROR_MESSAGE_HIGHLIGHTING"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def _compiled(function: FunctionType) -> Callable[..., Any]:
    import numba

    options = {"error_model": "numpy", "no_cfunc_wrapper": True}
    made = numba.njit(**options, nogil=True, pipeline_class=_compilers()[0])(function)  # other runs, and pages, go on beside it

    def called() -> Any:
        return made

    if function not in _asked:  # compiled code calls a form of it that Python cannot, which is made in less time and kept with its callers
        called = cache(lambda: numba.njit(**options, no_cpython_wrapper=True, pipeline_class=_compilers()[1])(function))
        made.get_overload = lambda signature: called().get_overload(signature)
    if cache_folder() is not None:
        compile_first = made.compile

        def compile(signature: Any) -> Any:
            if "compile" in vars(made):  # the first call: most are never called from here, and need no place to be kept
                _keep(made, only_code=function not in _asked)
                vars(made).pop("compile", None)
            return compile_first(signature)

        made.compile = compile
    resolve = made.get_call_template
    made.get_call_template = lambda args, kws: (resolve if called() is made else called().get_call_template)(
        tuple(map(_widened, args)), {name: _widened(kind) for name, kind in kws.items()}
    )
    made.called = called
    return made  # type: ignore[no-any-return]


@cache
def _compilers() -> tuple[Any, Any]:
    """How numba compiles what Python calls, and what compiled code alone calls.

    Neither counts who refers to arrays where there is nothing to count, which takes a tenth of all compiling and a twentieth of the days.
    The other is built into its callers, without machine code of its own: nobody would run it, and making it takes a sixth of all compiling.
    Nor is it optimised with what it calls, since its callers are, with it: a sixth again.
    """
    from numba.core import codegen, compiler, typed_passes
    from numba.core.compiler_machinery import register_pass

    class Library(codegen.JITCodeLibrary):  # type: ignore[misc,unused-ignore]
        """Code of one function, of which what runs code never hears."""

        def _optimize_final_module(self) -> None:
            pass

        def _finalize_final_module(self) -> None:
            self._finalize_dynamic_globals()
            self._finalized = True

        def get_pointer_to_function(self, name: str) -> int:
            self._ensure_finalized()
            return 0

        @property
        def codegen(self) -> Any:
            """Only asked to set the environment of code that is to be run."""
            return self

        def set_env(self, name: str, environment: object) -> None:
            """Callers' code has one of its own."""

    @register_pass(mutates_CFG=True, analysis_only=False)
    class Typing(typed_passes.NopythonTypeInference):  # type: ignore[misc,unused-ignore]
        _name = "typing_told_once"

        def run_pass(self, state: Any) -> bool:
            with _told_once():
                return bool(super().run_pass(state))

    @register_pass(mutates_CFG=False, analysis_only=False)
    class Lowering(typed_passes.NativeLowering):  # type: ignore[misc,unused-ignore]
        _name = "lowering_without_counting"

        def run_pass(self, state: Any) -> bool:
            if not _counts_references(state):
                state.targetctx = state.targetctx.subtarget(enable_nrt=False)
            with _lightly_optimised():
                return bool(super().run_pass(state))

    @register_pass(mutates_CFG=False, analysis_only=False)
    class ForCallers(Lowering):
        _name = "lowering_for_callers"

        def run_pass(self, state: Any) -> bool:
            state.library = Library(state.targetctx.codegen(), state.func_id.func_qualname)
            state.library.enable_object_caching()
            return super().run_pass(state)

    def with_pass(lowering: Any) -> Any:
        class Compiler(compiler.CompilerBase):  # type: ignore[misc,unused-ignore]
            def define_pipelines(self) -> list[Any]:
                own = {typed_passes.NopythonTypeInference: Typing, typed_passes.NativeLowering: lowering}
                passes = compiler.DefaultPassBuilder.define_nopython_pipeline(self.state)
                left_out = (typed_passes.NopythonRewrites,)  # sums of whole arrays in one loop: rules hardly have any
                passes.passes = [(own.get(made, made), told) for made, told in passes.passes if made not in left_out]
                passes.finalize()
                return [passes]

        return Compiler

    return with_pass(Lowering), with_pass(ForCallers)


@contextmanager
def _told_once() -> Iterator[None]:
    """Let numba ask only once what a function of its own makes of arguments of these types: by itself it asks wherever one is called.

    A sum of two numbers is one of dozens of meanings that "+" may have, gone through in turn: a tenth of all compiling.
    """
    from numba.core.types.functions import BaseFunction

    functions: Any = BaseFunction
    before, functions.get_call_type = functions.get_call_type, _remembering()
    try:
        yield
    finally:
        functions.get_call_type = before


@cache
def _remembering() -> Callable[..., Any]:
    from numba.core.types.functions import BaseFunction

    ask: Any = BaseFunction.get_call_type
    told: dict[Any, Any] = {}

    def get_call_type(function: Any, context: Any, args: Any, kws: Any) -> Any:
        question = function, args, tuple(kws.items())
        if question not in told:
            made = ask(function, context, args, kws)
            told[question] = made, function.get_impl_key(made)
        made, function._impl_keys[made.args] = told[question]
        return made

    return get_call_type


@contextmanager
def _lightly_optimised() -> Iterator[None]:
    """As LLVM's first level does: the others take a sixth more time, and the days are no faster."""
    from numba import config

    before, config.OPT = config.OPT, min(config.OPT, type(config.OPT)(1))
    try:
        yield
    finally:
        config.OPT = before


_BORROWS = ("build_tuple", "cast", "exhaust_iter", "getattr", "getiter", "iternext", "null", "pair_first", "pair_second", "static_getitem")
"""What code does with an array that stays another's, who holds it for as long: takes a part of it, or passes it on."""


def _counts_references(state: Any) -> bool:
    """Whether a function that is being compiled has to count who refers to arrays: it makes, is given by what it calls, or returns any."""
    from numba.core import ir
    from numba.core.types.containers import BaseTuple
    from numba.core.types.misc import SliceType
    from numba.core.types.scalars import Integer

    def counted(kind: Any) -> bool:
        return bool(state.targetctx.data_model_manager[kind].contains_nrt_meminfo())

    def makes(one: Any) -> bool:
        if not isinstance(one.value, ir.Expr) or not counted(state.typemap[one.target.name]):
            return False
        if one.value.op in ("getitem", "typed_getitem"):  # one row, or the rows between two; those of a list of rows are copied
            index = state.typemap[one.value.index.name]
            return any(not isinstance(kind, Integer | SliceType) for kind in (index if isinstance(index, BaseTuple) else [index]))
        return one.value.op not in _BORROWS

    blocks = state.func_ir.blocks.values()
    return counted(state.return_type) or any(makes(one) for block in blocks for one in block.find_insts(ir.Assign))


def _keep(made: Any, only_code: bool) -> None:
    """Keep what is compiled of a function, and take what is kept.

    ``only_code``: of a function that compiled code does not call, keep no more than its machine code: what is kept to inline it takes
    longest to load.
    """
    import numba
    from llvmlite.binding import parse_assembly
    from numba.core.runtime import rtsys

    before, numba.config.CACHE_DIR = numba.config.CACHE_DIR, str(cache_folder())  # ours alone: a user's own setting stays as it is
    try:
        made.enable_caching()
    finally:
        numba.config.CACHE_DIR = before
    save, load = made._cache.save_overload, made._cache.load_overload

    def load_overload(signature: Any, target: Any) -> Any:
        """Do without all that numba knows how to compile: it takes a tenth of a second to make ready, and is, where nothing is kept."""
        target.refresh = lambda: rtsys.initialize(target)
        try:
            return load(signature, target)
        finally:
            del target.refresh

    made._cache.load_overload = load_overload
    if not only_code:
        return

    def save_overload(signature: Any, compiled: Any) -> None:
        with suppress(AttributeError, RuntimeError):  # another numba: all of it is kept
            module = compiled.library._final_module
            names = [f'define void @"{one.name}"() {{ unreachable }}' for one in module.functions if not one.is_declaration]
            names += [f'@"{one.name}" = global i8 0' for one in module.global_variables if not one.is_declaration]
            compiled.library._shared_module = parse_assembly("\n".join(names))
        save(signature, compiled)

    made._cache.save_overload = save_overload


@cache
def _uncounted() -> Callable[..., Any]:
    """``lent`` as compiled code knows it: the array without the record that counts who refers to it."""
    from numba.core.cgutils import get_null_value
    from numba.extending import intrinsic
    from numba.np.arrayobj import make_array

    def lent(context: Any, array: Any) -> Any:
        def generated(context: Any, builder: Any, signature: Any, given: Any) -> Any:
            made = make_array(array)(context, builder, given[0])
            made.meminfo = get_null_value(made.meminfo.type)
            return made._getvalue()

        return array(array), generated

    return intrinsic(lent)  # type: ignore[no-any-return]


def _widened(kind: Any) -> Any:
    """The type of an argument, whole numbers at their widest: a function is compiled once, not anew for each constant or small column."""
    from numba import types

    kind = types.unliteral(kind)
    return types.int64 if isinstance(kind, types.Integer) and kind.signed else kind


def sources() -> Iterator[Path]:
    """Every file whose text compiled code is made from: the engine, the rules, and the vocabulary that both share."""
    model = Path(__file__).resolve().parent.parent
    for folder in (Path(__file__).resolve().parent, model / "rules"):
        yield from sorted(folder.glob("*.py"))
    yield from (model / name for name in ("schema.py", "vocabulary.py", "population/draws.py"))


@cache
def edition() -> str:
    """A hash of all that compiled code is made from: sources, Python, NumPy, numba, llvmlite, and whether bounds are checked."""
    import llvmlite
    import numba
    import numpy as np

    digest = sha256()
    for path in sources():
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    for part in (sys.version, np.__version__, numba.__version__, llvmlite.__version__, numba.config.BOUNDSCHECK):
        digest.update(str(part).encode() + b"\0")
    return digest.hexdigest()[:16]


def cache_folder() -> Path | None:
    """Where compiled code is kept: in the user's cache, else in a temporary folder of this process, else nowhere (None)."""
    return _place()[0]


@cache
def _place() -> tuple[Path | None, bool]:
    """The folder, and whether what is in it stays."""
    name = edition()
    for find in (_user_cache, own_folder):
        try:
            folder = Path(find()) / name
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
            os.utime(folder)
            _tidy(folder)
        except (OSError, RuntimeError):  # RuntimeError: there is no home
            continue
        return folder, find is _user_cache
    return None, False


def _tidy(folder: Path) -> None:
    """Keep the newest editions only; one that another process has just taken up is newest of all."""
    editions = sorted((path for path in folder.parent.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in editions[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _user_cache() -> str:
    from platformdirs import user_cache_dir

    folder = user_cache_dir("unit-cohesion", appauthor=False)
    if not Path(folder).is_absolute():  # without a home, some systems name one below the folder that we happen to be in
        raise RuntimeError("there is no home")
    return folder


def own_folder() -> str:
    """A temporary folder, gone when this process ends."""
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
