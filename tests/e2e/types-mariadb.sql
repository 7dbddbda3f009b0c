-- SPDX-License-Identifier: MIT
--
-- types-mariadb - what only MariaDB has. Loaded by tests/e2e/types.sh after types.sql.
SET NAMES utf8mb4; SET time_zone = '+00:00'; SET sql_mode = 'NO_ENGINE_SUBSTITUTION'; USE types;
CREATE TABLE addresses (id INT PRIMARY KEY, u UUID, i4 INET4, i6 INET6);
INSERT INTO addresses VALUES (1,'00000000-0000-0000-0000-000000000000','0.0.0.0','::'),
    (2,'ffffffff-ffff-ffff-ffff-ffffffffffff','255.255.255.255','ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'),
    (3,'5c0a0900-5c4e-11ee-8c99-0242ac120002','92.10.9.0','::ffff:92.10.9.0'),(4,NULL,NULL,NULL),(5,UUID(),'10.0.0.1','2001:db8::1');
CREATE TABLE k_uuid (u UUID PRIMARY KEY, i INET6 NOT NULL, UNIQUE KEY (i)); INSERT INTO k_uuid VALUES ('5c0a0900-5c4e-11ee-8c99-0242ac120002','::1'),('00000000-0000-1000-8000-000000000001','::2');
CREATE TABLE packed (id INT PRIMARY KEY, c BLOB COMPRESSED, v VARCHAR(5000) COMPRESSED, t TEXT COMPRESSED);
INSERT INTO packed VALUES (1,REPEAT(X'5C000A09',5000),REPEAT('é\\',1000),REPEAT('\n',9000)),(2,'','',''),(3,NULL,NULL,NULL);
CREATE TABLE k_hash (t TEXT, b BLOB, UNIQUE KEY uh (t), UNIQUE KEY ub (b) USING HASH); INSERT INTO k_hash VALUES ('a',X'00'),(NULL,NULL),(REPEAT('x',60000),REPEAT(X'5C',60000));
CREATE SEQUENCE numbers START WITH 100 INCREMENT BY 5 CACHE 10; DO NEXTVAL(numbers);
CREATE TABLE by_sequence (id BIGINT PRIMARY KEY DEFAULT NEXTVAL(numbers), v INT); INSERT INTO by_sequence (v) VALUES (1),(2);
CREATE TABLE loose_json (id INT PRIMARY KEY, j JSON CHECK (TRUE), l LONGTEXT); INSERT INTO loose_json VALUES (1,'{"a":1.10, "a":2}','{not json'),(2,' [1 , 2]','');
SET sql_mode = 'NO_ENGINE_SUBSTITUTION,ALLOW_INVALID_DATES'; CREATE TABLE as_of (d DATE, t TIME(6), dt DATETIME(6)) ; INSERT INTO as_of VALUES ('2024-02-31','-00:00:00.000001','0000-00-00 00:00:00.000001');
