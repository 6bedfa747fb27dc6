"""One bad row never costs its neighbours anything (S3)."""

import logging

import psycopg2

_logger = logging.getLogger(__name__)


def each_apart(env, rows, work):
    """Do something for a batch; where that fails, for each row alone.

    :param work: recordset → {row id: result}
    :return: ({row id: result}, {row id: what went wrong, in words}). What concerns the transaction as a whole (the
        connection is lost, another dispatcher was faster) is raised: there is nothing that a single row could do.
    """
    if not rows:
        return {}, {}
    try:
        with env.cr.savepoint(flush=False):
            return dict(work(rows)), {}
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        raise
    except Exception:
        _logger.info("A batch of %s failed: one by one.", len(rows), exc_info=True)
        env.invalidate_all(flush=False)
    results, faults = {}, {}
    for row in rows:
        try:
            with env.cr.savepoint(flush=False):
                results.update(work(row))
        except (psycopg2.OperationalError, psycopg2.InterfaceError):
            raise
        except Exception as error:
            _logger.warning("Notification %s cannot be handled.", row.id, exc_info=True)
            env.invalidate_all(flush=False)
            faults[row.id] = (" ".join(str(error).split()) or type(error).__name__)[:200]
    return results, faults
