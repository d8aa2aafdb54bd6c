/** Podcast feeds (RSS and Atom): where they are read, and the expander of their shows. */
@NullMarked
package dev.sluice.shows.feed;

import org.jspecify.annotations.NullMarked;
