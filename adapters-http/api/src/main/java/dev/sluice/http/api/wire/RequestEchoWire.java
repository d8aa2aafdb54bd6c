package dev.sluice.http.api.wire;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import dev.sluice.core.request.JobRequest;
import dev.sluice.http.api.request.JobFields;
import java.util.Map;

/** The options of a job's request, as a part of {@link JobWire}. */
record RequestEchoWire(@JsonAnyGetter Map<String, Object> options) {
  static RequestEchoWire of(JobRequest request) {
    return new RequestEchoWire(JobFields.shown(request));
  }
}
