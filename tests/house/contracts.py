"""Two kinds of contract for import-linter, for what its own kinds cannot say of rooms that do not exist yet.

``pyproject.toml`` names them under ``contract_types``.
"""

from __future__ import annotations

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.contracts.layers import LayersContract
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression


class ShelvesContract(LayersContract):
    """Layers of every room, also of one to come, but for the rooms whose shelves have a contract of their own."""

    type_name = "shelves"

    besides = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        names = {module.name for module in module_expressions_to_modules(graph, self.containers)}
        packages = sorted(name for name in names - self.besides if graph.find_children(name))
        self.containers = [ModuleExpression(name) for name in packages]
        return super().check(graph, verbose)


class PrivateContract(Contract):
    """Modules that only their own room may import; whoever is outside asks another module of it."""

    type_name = "private"

    modules = fields.SetField(subfield=fields.ModuleExpressionField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        private = [module.name for module in module_expressions_to_modules(graph, self.modules)]
        outside = sorted(pair for module in private for pair in _imports_from_outside(graph, module))
        return ContractCheck(kept=not outside, metadata={"outside": outside})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for importer, imported in check.metadata["outside"]:
            output.print_error(f"{importer} is not allowed to import {imported}.", bold=False)
        output.new_line()


def _imports_from_outside(graph: ImportGraph, module: str) -> Iterator[tuple[str, str]]:
    room = ".".join(module.split(".")[:2])
    inside = {room, *graph.find_descendants(room)}
    for imported in (module, *graph.find_descendants(module)):
        for importer in graph.find_modules_that_directly_import(imported) - inside:
            yield importer, imported
