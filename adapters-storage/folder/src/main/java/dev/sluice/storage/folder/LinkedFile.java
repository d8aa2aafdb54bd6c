package dev.sluice.storage.folder;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.port.artifact.LinkedObjects.LinkedObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object's file, open for reading. It stays readable when the object is replaced or deleted. */
final class LinkedFile implements LinkedObject {
  // A folder does not store the type of an object; it follows from the name.
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("mp4", "video/mp4"),
          Map.entry("mkv", "video/x-matroska"),
          Map.entry("webm", "video/webm"),
          Map.entry("mov", "video/quicktime"),
          Map.entry("m4a", "audio/mp4"),
          Map.entry("mp3", "audio/mpeg"),
          Map.entry("ogg", "audio/ogg"),
          Map.entry("opus", "audio/ogg"),
          Map.entry("vtt", "text/vtt"),
          Map.entry("srt", "application/x-subrip"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("png", "image/png"),
          Map.entry("webp", "image/webp"));

  private final String fileName;
  private final FileChannel channel;
  private final long size;
  private final Instant modifiedAt;

  private LinkedFile(String fileName, FileChannel channel, long size, Instant modifiedAt) {
    this.fileName = fileName;
    this.channel = channel;
    this.size = size;
    this.modifiedAt = modifiedAt;
  }

  /** Opens the file if it still exists. */
  static Optional<LinkedObject> open(Path file) {
    @Nullable FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
      Instant modifiedAt = Files.getLastModifiedTime(file).toInstant();
      String name = file.getFileName().toString();
      return Optional.of(new LinkedFile(name, channel, channel.size(), modifiedAt));
    } catch (NoSuchFileException e) {
      closeQuietly(channel);
      return Optional.empty();
    } catch (IOException e) {
      closeQuietly(channel);
      throw unreadable(file.getFileName().toString(), e);
    }
  }

  @Override
  public String fileName() {
    return fileName;
  }

  @Override
  public String contentType() {
    String extension = fileName.substring(fileName.lastIndexOf('.') + 1);
    return TYPES.getOrDefault(extension.toLowerCase(Locale.ROOT), "application/octet-stream");
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Instant modifiedAt() {
    return modifiedAt;
  }

  @Override
  public int read(long position, ByteBuffer buffer) {
    try {
      return channel.read(buffer, position);
    } catch (IOException e) {
      throw unreadable(fileName, e);
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }

  private static SluiceException unreadable(String fileName, IOException cause) {
    return new SluiceException(
        FailureCode.STORE_UNAVAILABLE, "The file '" + fileName + "' cannot be read.", cause);
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      // It was only read from, so nothing can be lost.
    }
  }
}
