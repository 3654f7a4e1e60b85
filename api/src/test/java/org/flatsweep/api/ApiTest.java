package org.flatsweep.api;

import org.flatsweep.database.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;

/** The whole API on a real database and a real port; one context and one database for all classes, emptied between tests. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@AutoConfigureRestTestClient
public abstract class ApiTest {

    @RegisterExtension
    static final TestDatabase DATABASE = new TestDatabase();

    @Autowired
    protected RestTestClient http;

    @Autowired
    protected JdbcClient jdbc;

    @DynamicPropertySource
    static void dataSource(DynamicPropertyRegistry properties) {
        properties.add("spring.datasource.url", () -> DATABASE.address().jdbcUrl());
        properties.add("spring.datasource.username", () -> DATABASE.address().user());
        properties.add("spring.datasource.password", () -> DATABASE.address().password());
        properties.add("spring.jpa.hibernate.ddl-auto", () -> "validate");
    }

    @BeforeEach
    void emptyDatabase() {
        jdbc.sql("truncate sweep, worker, metric restart identity cascade").update();
    }
}
