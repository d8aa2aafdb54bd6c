/** Objects as files in a local folder, with signed links. */
@NullMarked
package dev.sluice.storage.folder;

import org.jspecify.annotations.NullMarked;
