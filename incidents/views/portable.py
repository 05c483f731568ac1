from django.http import Http404


def incident_export(request, **kwargs):
    raise Http404("not built yet")
