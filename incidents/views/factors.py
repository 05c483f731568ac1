from django.http import Http404


def factor_add(request, **kwargs):
    raise Http404("not built yet")


def factor_edit(request, **kwargs):
    raise Http404("not built yet")


def factor_delete(request, **kwargs):
    raise Http404("not built yet")
