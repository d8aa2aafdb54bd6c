/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows.directory;

import org.jspecify.annotations.NullMarked;
