// SPDX-License-Identifier: Apache-2.0
package org.stellaops.persistence.modules.vuln;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.conversions.Bson;
import org.stellaops.persistence.entity.Document;
import org.stellaops.persistence.modules.repository.MongoEntities;
import org.stellaops.persistence.mongo.MongoBackend;

/** {@link AdvisoryRepository} on MongoDB. */
public final class MongoAdvisoryRepository implements AdvisoryRepository {

    private final MongoEntities<Document> advisories;

    /** The repository of a module's legacy side. */
    public MongoAdvisoryRepository(MongoBackend backend) {
        this.advisories = new MongoEntities<>(backend, Advisories.TYPE);
    }

    @Override
    public List<Document> byAlias(String alias, int limit) {
        return advisories.global(Filters.eq("aliases", alias), Sorts.ascending("_id"), limit);
    }

    @Override
    public List<Document> byPackageUrl(String packageUrl, int limit) {
        return advisories.global(Filters.eq("affected.package.purl", packageUrl), Sorts.ascending("_id"), limit);
    }

    @Override
    public List<Document> search(String words, int limit) {
        List<Bson> each = Pattern.compile("\\W+", Pattern.UNICODE_CHARACTER_CLASS)
                .splitAsStream(words.strip())
                .map(MongoAdvisoryRepository::contains)
                .toList();
        return advisories.global(Filters.and(each), Sorts.ascending("_id"), limit);
    }

    private static Bson contains(String word) {
        Pattern pattern = Pattern.compile("\\b" + Pattern.quote(word) + "\\b", Pattern.CASE_INSENSITIVE);
        return Filters.or(Filters.regex("summary", pattern), Filters.regex("details", pattern));
    }
}
