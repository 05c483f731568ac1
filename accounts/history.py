"""Every earlier form of a row, kept by the database itself together with who changed it."""

import pghistory


def tracked(name: str, *, exclude: tuple[str, ...] = ()):
    """Class decorator: keep every form of a model's rows in a table `name`, written by triggers.

    The acting person comes from the request, or from `pghistory.context(user=…)` in commands and tasks;
    `why` in the same context keeps a reason. Rows are reached through `obj.versions`. Columns in `exclude`
    (caches that can be worked out again) are not kept.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        model_name=name,
        exclude=list(exclude) or None,
        obj_field=pghistory.ObjForeignKey(related_name="versions", related_query_name="version"),
    )


def acting(by, why: str = ""):
    """History context for a change: the person, and the reason they gave.

    `by` None leaves the change to whoever signed in for the request, or to nobody in a command.
    """
    known = {"user": by.pk} if by else {}
    return pghistory.context(**known, why=why) if why else pghistory.context(**known)
