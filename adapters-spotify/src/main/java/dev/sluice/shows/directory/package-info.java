/** Directories that find a show's feed by its title, and the operator's map of feeds. */
@NullMarked
package dev.sluice.shows.directory;

import org.jspecify.annotations.NullMarked;
