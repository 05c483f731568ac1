from django.http import Http404


def mechanism_list(request, **kwargs):
    raise Http404("not built yet")


def mechanism_detail(request, **kwargs):
    raise Http404("not built yet")
