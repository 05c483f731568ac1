from django.http import Http404


def event_add(request, **kwargs):
    raise Http404("not built yet")


def event_read(request, **kwargs):
    raise Http404("not built yet")


def events_paste(request, **kwargs):
    raise Http404("not built yet")


def event_detail(request, **kwargs):
    raise Http404("not built yet")


def event_edit(request, **kwargs):
    raise Http404("not built yet")


def event_withdraw(request, **kwargs):
    raise Http404("not built yet")


def event_restore(request, **kwargs):
    raise Http404("not built yet")


def event_pin(request, **kwargs):
    raise Http404("not built yet")
