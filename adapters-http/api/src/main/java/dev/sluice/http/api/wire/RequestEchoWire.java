package dev.sluice.http.api.wire;

import dev.sluice.core.request.Clip;
import dev.sluice.core.request.FileName;
import dev.sluice.core.request.Folder;
import dev.sluice.core.request.JobRequest;
import dev.sluice.core.request.LiveRecording;
import dev.sluice.core.request.MaxResolution;
import dev.sluice.core.request.OutputSpec;
import dev.sluice.core.request.QualityPreset;
import dev.sluice.core.request.SubtitleChoice;
import dev.sluice.core.request.Timecode;
import dev.sluice.http.webhook.wire.WireNames;
import java.time.Duration;

/** What was asked for, as a part of {@link JobWire}. */
record RequestEchoWire(
    String format,
    boolean audioOnly,
    String videoCodec,
    String audioCodec,
    String audioBitrate,
    int videoQuality,
    String qualityPreset,
    String maxResolution,
    String clipStart,
    String clipEnd,
    String filename,
    String folder,
    String webhookUrl,
    boolean downloadSubtitles,
    String subtitleLanguages,
    boolean downloadThumbnail,
    boolean liveRecording,
    boolean liveFromStart,
    boolean waitForVideo,
    Long maxDuration,
    boolean keepPartial,
    boolean enableProgressWebhook,
    boolean overwrite,
    int priority) {

  static RequestEchoWire of(JobRequest request) {
    OutputSpec output = request.output();
    return new RequestEchoWire(
        output.container().toString(),
        output.container().audioOnly(),
        output.videoCodec().toString(),
        output.audioCodec().toString(),
        output.audioBitrate().toString(),
        output.videoQuality().crf(),
        output.preset().map(QualityPreset::toString).orElse(null),
        MaxResolution.text(output.maxResolution()),
        output.clip().flatMap(Clip::from).map(Timecode::toString).orElse(null),
        output.clip().flatMap(Clip::to).map(Timecode::toString).orElse(null),
        request.filename().map(FileName::value).orElse(null),
        request.folder().map(Folder::value).orElse(null),
        request.webhook().map(target -> WireNames.shown(target.url())).orElse(null),
        request.subtitles().isPresent(),
        request
            .subtitles()
            .map(SubtitleChoice::toString)
            .filter(languages -> !languages.isEmpty())
            .orElse(null),
        request.thumbnail(),
        request.live().isPresent(),
        request.live().filter(LiveRecording::fromStart).isPresent(),
        request.live().filter(LiveRecording::waits).isPresent(),
        request.live().flatMap(LiveRecording::most).map(Duration::toSeconds).orElse(null),
        request.live().filter(LiveRecording::keepPartial).isPresent(),
        request.progressWebhook(),
        request.overwrite(),
        request.priority());
  }
}
