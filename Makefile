# Needs only make, bash and apt: everything else goes into one cache folder outside the repository (dev/lib.sh says where).
export RESET PORT TEST_DB PYTEST_ARGS T KEEP

.PHONY: help demo test test-tools test-odoo test-sync bench lint texts setup stop clean
help:
	@echo 'make demo       Odoo with the module and its demo data on http://127.0.0.1:8069 (RESET=1: fresh data; PORT=…)'
	@echo 'make test       lint, a fresh installation, the tests (T="-k schedule"; TEST_DB=…; KEEP=1: do not reinstall)'
	@echo 'make test-tools only the pure logic, without Odoo or a database'
	@echo 'make test-odoo  Odoo'"'"'s own tests of the modules this one touches, with it installed'
	@echo 'make test-sync  our tests beside Google and Microsoft calendar, installed before and after this module'
	@echo 'make bench      measures it beside Odoo'"'"'s own way (B="--full --write")'
	@echo 'make lint       ruff and pylint-odoo'
	@echo 'make texts      every shipped text in four languages, with example values and credits (TEST_DB=…)'
	@echo 'make stop       stops the demo and PostgreSQL'
	@echo 'make clean      stops them and deletes the cache: downloads, databases, logs'
demo test test-tools test-odoo test-sync lint texts setup stop:
	@dev/$@
bench:
	@dev/bench $(B)
clean:
	@dev/stop clean
