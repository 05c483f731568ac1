from django.http import Http404


def incident_detail(request, **kwargs):
    raise Http404("not built yet")


incident_new = incident_edit = incident_status = incident_detail
