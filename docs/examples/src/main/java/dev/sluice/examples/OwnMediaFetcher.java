package dev.sluice.examples;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.Media;
import dev.sluice.core.port.MediaFetcher;
import dev.sluice.core.port.StageMonitor;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.request.SourceUrl;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Your own way of opening media: here, URLs of one made-up host are the files of a folder, so
 * {@code https://library.example/talks/opening.mkv} is {@code <folder>/talks/opening.mkv}. The same
 * shape fits a catalogue, an archive on tape, or a message store. Thread-safe.
 */
public final class OwnMediaFetcher implements MediaFetcher {
  private final String host;
  private final Path folder;

  /**
   * Construction touches nothing: a folder that is not there yet is found out by the first open.
   */
  public OwnMediaFetcher(String host, Path folder) {
    this.host = host;
    this.folder = folder;
  }

  @Override
  public boolean handles(SourceUrl url) {
    return url.host().equals(host);
  }

  @Override
  public Media open(SourceUrl url, StageMonitor monitor) {
    monitor.check();
    Path file = fileOf(url);
    try {
      return new FolderMedia(FileChannel.open(file, StandardOpenOption.READ), monitor);
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.SOURCE_REFUSED, "The library cannot read " + url.lastSegment(), e);
    }
  }

  private Path fileOf(SourceUrl url) {
    String path = url.uri().getPath() == null ? "" : url.uri().getPath();
    try {
      // ObjectPath refuses "..", so a URL cannot climb out of the folder; nor may a link lead out.
      Path file = folder.resolve(ObjectPath.of(path.replaceFirst("^/", "")).value());
      if (Files.isRegularFile(file) && file.toRealPath().startsWith(folder.toRealPath())) {
        return file;
      }
    } catch (IllegalArgumentException | IOException e) {
      throw notFound(url, e);
    }
    throw notFound(url, null);
  }

  private static SluiceException notFound(SourceUrl url, Exception cause) {
    return new SluiceException(
        FailureCode.SOURCE_NOT_FOUND,
        "The library has no file of this name; look at the path of " + url,
        cause);
  }
}
