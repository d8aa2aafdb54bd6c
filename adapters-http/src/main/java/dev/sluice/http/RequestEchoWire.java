package dev.sluice.http;

import dev.sluice.core.request.FileName;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.OutputSpec;

/** What was asked for, as a part of {@link JobWire}. */
record RequestEchoWire(
    String format,
    String videoCodec,
    String audioCodec,
    String audioBitrate,
    int videoQuality,
    String filename,
    String folder,
    String webhookUrl,
    boolean overwrite,
    int priority) {

  static RequestEchoWire of(JobRequest request) {
    OutputSpec output = request.output();
    return new RequestEchoWire(
        output.container().toString(),
        output.videoCodec().toString(),
        output.audioCodec().toString(),
        output.audioBitrate().toString(),
        output.videoQuality().crf(),
        request.filename().map(FileName::value).orElse(null),
        request.folder().map(Folder::value).orElse(null),
        request.webhook().map(target -> JobNames.shown(target.url())).orElse(null),
        request.overwrite(),
        request.priority());
  }
}
