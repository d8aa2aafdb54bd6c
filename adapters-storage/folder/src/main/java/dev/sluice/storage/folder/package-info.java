/** PLACEHOLDER */
@NullMarked
package dev.sluice.storage.folder;

import org.jspecify.annotations.NullMarked;
