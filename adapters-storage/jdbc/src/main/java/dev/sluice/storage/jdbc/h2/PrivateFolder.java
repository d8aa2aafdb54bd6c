package dev.sluice.storage.jdbc.h2;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Creates folders and files that only this user can read: they open the database. */
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
      return Files.createDirectories(folder, onlyForThisUser(folder, "rwx------"));
    } catch (IOException e) {
      throw new SluiceException(
          FailureCode.STORE_REFUSED,
          "The data folder %s cannot be used: is it a folder that we may write to?"
              .formatted(parent),
          e);
    }
  }

  /** Creates an empty file unless it exists. */
  public static void createFile(Path file) throws IOException {
    try {
      Files.createFile(file, onlyForThisUser(file, "rw-------"));
    } catch (FileAlreadyExistsException e) {
      // As another process made it, or an earlier version.
    }
  }

  private static FileAttribute<?>[] onlyForThisUser(Path file, String rights) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))
        }
        : new FileAttribute<?>[0];
  }
}
