package dev.sluice.core.job;

import dev.sluice.core.request.ObjectPath;
import java.util.Objects;

/**
 * Subtitles as WebVTT, stored beside the file they belong to.
 *
 * @param size in bytes
 */
public record SubtitleFile(ObjectPath path, long size) {
  public SubtitleFile {
    Objects.requireNonNull(path);
  }
}
