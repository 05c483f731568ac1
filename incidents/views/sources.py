from django.http import Http404


def source_add(request, **kwargs):
    raise Http404("not built yet")


def source_detail(request, **kwargs):
    raise Http404("not built yet")
