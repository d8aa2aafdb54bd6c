package dev.sluice.storage.jdbc.h2;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates folders that only this user can read: the files in them open the database. */
public final class PrivateFolder {
  private PrivateFolder() {}

  public static Path in(Path parent, String name) {
    Path folder = parent.resolve(name).toAbsolutePath().normalize();
    if (folder.toString().contains(";")) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "The data folder %s has a semicolon in its name, which H2 cannot take: choose another"
              .formatted(parent));
    }
    try {
      Files.createDirectories(parent);
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
          Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
      }
      return folder;
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "The data folder %s cannot be used: is it a folder that we may write to?"
              .formatted(parent),
          e);
    }
  }
}
