from django.http import Http404


def window_add(request, **kwargs):
    raise Http404("not built yet")


def window_edit(request, **kwargs):
    raise Http404("not built yet")


def window_delete(request, **kwargs):
    raise Http404("not built yet")
