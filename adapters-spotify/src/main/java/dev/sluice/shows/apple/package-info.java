/** Apple Podcasts: links to it, its lookup and search, and the expander of its shows. */
@NullMarked
package dev.sluice.shows.apple;

import org.jspecify.annotations.NullMarked;
