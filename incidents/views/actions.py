from django.http import Http404


def action_list(request, **kwargs):
    raise Http404("not built yet")


def action_add(request, **kwargs):
    raise Http404("not built yet")


def action_edit(request, **kwargs):
    raise Http404("not built yet")


def action_status(request, **kwargs):
    raise Http404("not built yet")
