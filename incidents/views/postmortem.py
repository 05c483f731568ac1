from django.http import Http404


def postmortem_read(request, **kwargs):
    raise Http404("not built yet")


def postmortem_edit(request, **kwargs):
    raise Http404("not built yet")


def postmortem_preview(request, **kwargs):
    raise Http404("not built yet")


def postmortem_state(request, **kwargs):
    raise Http404("not built yet")


def postmortem_publish(request, **kwargs):
    raise Http404("not built yet")


def postmortem_versions(request, **kwargs):
    raise Http404("not built yet")


def postmortem_version(request, **kwargs):
    raise Http404("not built yet")
