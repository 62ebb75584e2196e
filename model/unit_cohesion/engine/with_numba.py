"""How numba compiles what rules are made of: in half the time that it takes by itself, the same code wherever it runs.

Nothing of it is imported before ``set_up``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import FunctionType
from typing import Any

from unit_cohesion.engine import code_cache


@cache
def set_up() -> None:
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


def compiled(function: FunctionType, asked: bool) -> Callable[..., Any]:
    """The compiled form of a function, made at its first call, and kept; ``asked``: compiled code and Python both call it."""
    import numba

    options = {"error_model": "numpy", "no_cfunc_wrapper": True}
    made = numba.njit(**options, nogil=True, pipeline_class=_compilers()[0])(function)  # other runs, and pages, go on beside it

    def called() -> Any:
        return made

    if not asked:  # compiled code calls a form of it that Python cannot, which is made in less time and kept with its callers
        called = cache(lambda: numba.njit(**options, no_cpython_wrapper=True, pipeline_class=_compilers()[1])(function))
        made.get_overload = lambda signature: called().get_overload(signature)
    if code_cache.cache_folder() is not None:
        compile_first = made.compile

        def compile(signature: Any) -> Any:
            if "compile" in vars(made):  # the first call: most are never called from here, and need no place to be kept
                code_cache.keep(made, only_code=not asked)
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


@cache
def uncounted() -> Callable[..., Any]:
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
