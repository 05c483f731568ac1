from django.http import Http404


def incident_new(request, **kwargs):
    raise Http404("not built yet")


def incident_detail(request, **kwargs):
    raise Http404("not built yet")


def incident_edit(request, **kwargs):
    raise Http404("not built yet")


def incident_status(request, **kwargs):
    raise Http404("not built yet")
