-- SPDX-License-Identifier: MIT
--
-- copy-traps-mysql - what only MySQL 9 has. Loaded by tests/e2e/copy-live.
USE traps;
CREATE TABLE funcs (id INT PRIMARY KEY, a VARCHAR(20), hid INT INVISIBLE DEFAULT 7, j JSON, KEY f ((LOWER(a))), KEY inv (a) INVISIBLE, KEY de (a DESC), KEY mv ((CAST(j->'$.k' AS UNSIGNED ARRAY))));
INSERT INTO funcs (id,a,hid,j) VALUES (1,'Ä',9,'{"k":[1,2]}'),(2,NULL,NULL,NULL);
SET sql_generate_invisible_primary_key=ON; CREATE TABLE gipk (a INT); INSERT INTO gipk VALUES (1),(2); SET sql_generate_invisible_primary_key=OFF;
CREATE TABLE vecs (id INT PRIMARY KEY, v VECTOR(3)); INSERT INTO vecs VALUES (1, TO_VECTOR('[1,2.5,-3]')),(2,NULL);
CREATE TABLE expr_default (id INT PRIMARY KEY, u VARCHAR(40) DEFAULT (CONCAT('a,)',UUID())), c INT CHECK (c > 1) , CONSTRAINT cc CHECK (id < 100) NOT ENFORCED);
INSERT INTO expr_default (id,c) VALUES (1,2);
