package dev.sluice.core.job;

import dev.sluice.core.request.ObjectPath;
import java.util.Objects;

/**
 * What is stored beside the file it belongs to, under its name: subtitles, a thumbnail.
 *
 * @param size in bytes
 */
public record SidecarFile(ObjectPath path, long size) {
  public SidecarFile {
    Objects.requireNonNull(path);
  }
}
