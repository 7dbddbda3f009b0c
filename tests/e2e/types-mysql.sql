-- SPDX-License-Identifier: MIT
--
-- types-mysql - what only MySQL has. Loaded by tests/e2e/types.sh after types.sql.
SET NAMES utf8mb4; SET time_zone = '+00:00'; SET sql_mode = 'NO_ENGINE_SUBSTITUTION'; USE types;
CREATE TABLE vectors (id INT PRIMARY KEY, v VECTOR(3), w VECTOR(16383));
INSERT INTO vectors VALUES (1,TO_VECTOR('[1,2.5,-3]'),TO_VECTOR(CONCAT('[',REPEAT('0.1,',16382),'9]'))),(2,NULL,NULL),
    (3,TO_VECTOR('[3.4028234e38,-1.2e-38,-0.0]'),X'5C0A0900'),(4,X'5C0A09005C0A09005C0A0900',X'0000803F');
INSERT INTO docs VALUES (99,CONCAT(REPEAT('[',99),REPEAT(']',99)));
CREATE TABLE spatial_ref (id INT PRIMARY KEY, p POINT NOT NULL SRID 4326, SPATIAL KEY (p));
INSERT INTO spatial_ref VALUES (1,ST_GeomFromText('POINT(37.5 127)',4326)),(2,ST_GeomFromText('POINT(-90 180)',4326));
INSERT INTO shapes (id, g) VALUES (9, ST_GeomFromText('GEOMETRYCOLLECTION EMPTY'));
SET sql_generate_invisible_primary_key = ON; CREATE TABLE gipk (a INT, b VARCHAR(5)); SET sql_generate_invisible_primary_key = OFF;
INSERT INTO gipk VALUES (1,'x'),(1,'x'),(NULL,NULL); INSERT INTO gipk (my_row_id, a) VALUES (18446744073709551614, 9);
CREATE TABLE k_functional (id INT PRIMARY KEY, a VARCHAR(20), j JSON, UNIQUE KEY f ((LOWER(a))), KEY f2 ((id * 2 + 1)), KEY mv ((CAST(j->'$.k' AS UNSIGNED ARRAY))), KEY inv (a) INVISIBLE);
INSERT INTO k_functional VALUES (1,'Ä','{"k":[1,2]}'),(2,NULL,NULL),(3,'x','{"k":[]}');
CREATE TABLE k_functional_only (a INT NOT NULL, UNIQUE KEY ((a + 1))); INSERT INTO k_functional_only VALUES (1),(-1);
CREATE TABLE invalid_defaults (id INT PRIMARY KEY, u VARCHAR(40) DEFAULT (UUID()), b BINARY(16) DEFAULT (UUID_TO_BIN(UUID())), j JSON DEFAULT (JSON_ARRAY(1)), t TEXT DEFAULT ('x'));
INSERT INTO invalid_defaults (id) VALUES (1),(2); INSERT INTO invalid_defaults VALUES (3,NULL,NULL,NULL,NULL);
-- JSON whose leaves have types that text does not tell: their text arrives, DECIMAL as DOUBLE.
CREATE DATABASE types_typed; USE types_typed;
CREATE TABLE typed (id INT PRIMARY KEY, j JSON);
INSERT INTO typed VALUES (1,JSON_ARRAY(CAST('2024-01-02 03:04:05.678' AS DATETIME(6)))),(2,JSON_ARRAY(CAST('-12:00:00.5' AS TIME(6)))),
    (3,JSON_ARRAY(CAST('2024-02-29' AS DATE))),(4,JSON_ARRAY(CAST(1 AS UNSIGNED))),(5,CAST(X'00FF5C' AS JSON)),(6,JSON_OBJECT('b',b'101'));
CREATE TABLE decimals (id INT PRIMARY KEY, j JSON);
INSERT INTO decimals VALUES (1,JSON_ARRAY(1.10)),(2,JSON_ARRAY(12345678901234567890.123456789)),(3,JSON_ARRAY(0.5));
